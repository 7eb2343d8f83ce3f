// What can be taken away: the address, the tables, the scenario as a file, the command that makes them again.
import type { Context } from './context'
import { element, save } from './dom'
import { TABLES } from './engine'
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
  const command = context.data.report?.command ?? 'cohong run scenario.toml --out results'
  return element('section', { class: 'take', 'aria-labelledby': 'take-title' },
    element('h2', { id: 'take-title' }, 'Take it with you'),
    element('p', {}, share, ' ', said),
    element('p', { class: 'buttons' }, ...tables, toml),
    element('p', {}, 'The tables are what ', element('code', {}, command), ' writes, to the last digit.'))
}
