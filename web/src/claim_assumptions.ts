// Numbers that the report rests on, each with its reason, to be changed by the reader.
import { type Assumptions, declared } from './assumptions'
import type { Ground } from './data'
import { element } from './dom'
import { capital } from './format'
import type { Given } from './formulas'

interface Field { label: string; value: number; put(value: number): Given }

function fieldsOf(given: Given): Field[] {
  if (given.form === 'number') return [{ label: 'Value', value: given.value, put: (value) => ({ form: 'number', value }) }]
  if (given.form === 'triangular') {
    return [
      { label: 'Lowest', value: given.low, put: (low) => ({ ...given, low }) },
      { label: 'Most likely', value: given.mode, put: (mode) => ({ ...given, mode }) },
      { label: 'Highest', value: given.high, put: (high) => ({ ...given, high }) },
    ]
  }
  return [
    { label: 'Median', value: given.median, put: (median) => ({ ...given, median }) },
    { label: 'Sd of the logarithm', value: given.sd, put: (sd) => ({ ...given, sd }) },
  ]
}

/** What is wrong with a choice; empty when nothing is. */
function wrong(ground: Ground, given: Given): string {
  const [least, most] = [ground.domain?.[0] ?? -Infinity, ground.domain?.[1] ?? Infinity]
  const numbers = given.form === 'number' ? [given.value] : given.form === 'triangular' ? [given.low, given.mode, given.high] : [given.median]
  if (numbers.some((x) => !Number.isFinite(x))) return 'A number is missing.'
  if (numbers.some((x) => x < least || x > most)) return `It can be from ${least} to ${most === Infinity ? 'any height' : most}.`
  if (given.form === 'triangular' && !(given.low <= given.mode && given.mode <= given.high && given.low < given.high)) return 'Lowest, most likely and highest have to be in this order.'
  if (given.form === 'lognormal' && !(given.median > 0 && given.sd > 0)) return 'Both have to be above 0.'
  return ''
}

let made = 0

function row(assumptions: Assumptions, ground: Ground, changed: () => void): HTMLElement {
  const complaint = element('span', { class: 'wrong', role: 'alert' })
  const inputs = fieldsOf(declared(ground)!).map((field, k) => {
    const id = `given-${++made}`
    const input = element('input', { id, type: 'number', step: 'any', value: field.value, input: () => {
      const next = fieldsOf(assumptions.given(ground.id)!)[k]!.put(input.value === '' ? NaN : Number(input.value))
      complaint.textContent = wrong(ground, next)
      input.setAttribute('aria-invalid', String(complaint.textContent !== ''))
      if (complaint.textContent !== '') return
      assumptions.set(ground.id, next)
      root.classList.toggle('own', assumptions.isOwn(ground.id))
      changed()
    } })
    return element('span', { class: 'field' }, element('label', { for: id }, field.label), input)
  })
  const what = ground.kind === 'assumption' ? capital(ground.id.replaceAll(/[._]/g, ' ')) : ground.what.replace(/: (triangular|lognormal).*$/, '')
  const root: HTMLElement = element('fieldset', { class: 'given', 'data-id': ground.id },
    element('legend', {}, what, element('span', { class: 'unit' }, ground.unit === null ? '' : `, ${ground.unit}`)),
    element('div', { class: 'fields' }, ...inputs), complaint, element('p', { class: 'why' }, ground.source))
  return root
}

export function assumptionsPanel(assumptions: Assumptions, changed: () => void): HTMLElement {
  const rows = element('div', { class: 'givens' })
  const fill = (): void => {
    const of = (kinds: string[]): HTMLElement[] => assumptions.claim.grounds.filter((g) => kinds.includes(g.kind) && declared(g) !== undefined)
      .map((g) => row(assumptions, g, changed))
    const priors = [...of(['prior']), ...of(['assumption'])]
    rows.replaceChildren(...(priors.length === 0 ? [] : [element('div', { class: 'grid' }, ...priors)]),
      element('details', { class: 'facts' }, element('summary', {}, 'Published figures, to try another source’s number'), element('div', { class: 'grid' }, ...of(['fact']))))
  }
  const reset = element('button', { type: 'button', class: 'plain', click: () => { assumptions.reset(); fill(); changed() } }, 'As in the report again')
  fill()
  return element('details', { class: 'assumptions' },
    element('summary', {}, element('h2', { id: 'assumptions-title' }, 'What if? Change the numbers that it rests on')),
    element('p', {}, 'Figures, bounds, models and probabilities below that are formulas over such numbers are drawn again at once. What needs a whole world or firms stays, and says so.'),
    rows, reset)
}
