// What can be taken away: the address, the tables, the scenario as a file, the command that makes them again.
import type { Context } from './context'
import { element, save } from './dom'
import { TABLES } from './engine'
import { tiny } from './format'
import { beyondTariffs, toToml } from './scenario'
import { titleOf } from './words'

export function take(context: Context): HTMLElement {
  const said = element('span', { role: 'status', class: 'said' })
  const share = element('button', { type: 'button', id: 'share', click: () => {
    const done = (text: string) => { said.textContent = text }
    if (navigator.clipboard === undefined) done('The address above is the scenario: copy it.')
    else void navigator.clipboard.writeText(location.href).then(() => done('Copied.'), () => done('The address above is the scenario: copy it.'))
  } }, 'Copy the address of this scenario')
  const toml = element('button', { type: 'button', disabled: beyondTariffs(context.data, context.state),
    click: () => save('scenario.toml', 'application/toml', toToml(context.data, context.engine, context.state, titleOf(context))) }, 'scenario.toml')
  const tables = TABLES.map((name, k) => element('button', { type: 'button', disabled: context.results === undefined,
    click: () => save(name, 'text/csv', context.engine.table(k)) }, name))
  return element('section', { class: 'take', 'aria-labelledby': 'take-title' },
    element('h2', { id: 'take-title' }, 'Take it with you'),
    element('p', {}, share, ' ', said),
    element('p', { class: 'buttons' }, ...tables, toml),
    element('p', {}, 'The tables are what ', element('code', {}, 'cohong run scenario.toml --out results'), ' writes, to the last digit.'))
}

/** How a report was made: the command, the files with their hashes, how exactly the equations held. */
export function origin(context: Context): HTMLElement | undefined {
  const report = context.data.report
  if (report === undefined) return undefined
  const { manifest } = report
  const made = report.created === null ? '' : ` on ${report.created}`
  return element('section', { class: 'take', 'aria-labelledby': 'origin-title' },
    element('h2', { id: 'origin-title' }, 'How this report was made'),
    element('p', {}, `By Cohong ${manifest.version}${made}: `, element('code', {}, report.command ?? 'cohong_html_write')),
    element('p', {}, `Largest residual of any equation ${tiny(manifest.residual)} after ${manifest.iterations} iterations. The page solves again with the same ` +
      'arithmetic, so that its numbers are those of the command to the last bit.'),
    element('details', {}, element('summary', {}, 'Files that it rests on, with their SHA-256'),
      element('ul', { class: 'inputs' }, ...manifest.inputs.map((input) => element('li', {}, input.path, ' ', element('code', {}, input.sha256))))))
}
