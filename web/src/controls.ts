// The scenario builder: where to start, who puts what on whom, how the model closes, what is looked at.
import type { Context } from './context'
import { choice, element } from './dom'
import { day, rate } from './format'
import { lawDay } from './figures'
import { EVERYONE, GOODS, isList, type Change, type ListChange, type RateChange, sectorsOf, startFrom, startFromLaw, type State } from './scenario'
import { changeEffect, changeTitle } from './words'

export interface Controls {
  root: HTMLElement
  /** The small texts that follow a drag; the controls themselves stay, and with them the focus. */
  refresh(): void
}

/** `moved`: numbers changed; `rebuilt`: the list of controls has to change too. */
export interface Hands { moved(): void; rebuilt(next: State): void }

const SHORT: Record<string, string> = {
  'us-china-2018-19': '2018–19, both sides',
  'us-on-china-2018-19': '2018–19, only the US',
  'china-on-us-2018-19': '2018–19, only China',
}

function beginnings(context: Context, hands: Hands): HTMLElement {
  const { data, engine, state } = context
  const days = [...new Set(data.laws?.flatMap((law) => law.days.map((d) => d.day)))].sort()
  const options: [string, string, () => State][] = data.scenarios.filter((s) => data.report !== undefined || data.claim !== undefined || s.id in SHORT)
    .map((s) => [s.id, data.report !== undefined ? 'As reported' : SHORT[s.id] ?? s.title, () => startFrom(data, engine.world, s.id)])
  if (days.length > 0) options.push(['law', 'The law on a day', () => startFromLaw(data, engine.world, '2019-09-01')])
  options.push(['own', 'Nothing: my own', () => startFrom(data, engine.world, 'own')])
  const radios = options.map(([id, text, make]) => element('label', { class: 'radio' },
    element('input', { type: 'radio', name: 'start', value: id, checked: state.start === id,
      change: () => hands.rebuilt({ ...make(), focus: context.state.focus }) }), element('span', {}, text)))
  return element('fieldset', { class: 'starts' }, element('legend', {}, 'Start from'), element('div', { class: 'radios' }, ...radios))
}

function lawSlider(context: Context, hands: Hands): HTMLElement | undefined {
  const chosen = lawDay(context)
  if (chosen === undefined || context.data.laws === undefined) return undefined
  const days = [...new Set(context.data.laws.flatMap((law) => law.days.map((d) => d.day)))].sort()
  const out = element('span', { class: 'now' }, day(chosen))
  const range = element('input', { type: 'range', min: 0, max: days.length - 1, step: 1, value: Math.max(0, days.indexOf(chosen)), 'aria-valuetext': day(chosen),
    input: () => {
      const picked = days[Number(range.value)]!
      out.textContent = day(picked)
      range.setAttribute('aria-valuetext', day(picked))
      context.state.changes.forEach((c) => { if (isList(c) && c.kind === 'law') c.at = picked })
      hands.moved()
    } })
  return element('label', { class: 'slider law' }, element('span', { class: 'what' }, 'Day on which the law changed', out), range)
}

interface Row { root: HTMLElement; refresh(): void }

function remove(context: Context, hands: Hands, c: Change): HTMLElement {
  return element('button', { type: 'button', class: 'remove', 'aria-label': `Remove: ${changeTitle(context, c)}`, title: 'Remove',
    click: () => hands.rebuilt({ ...context.state, changes: context.state.changes.filter((other) => other !== c) }) }, '×')
}

/** The slider of a change; `read` and `write` are in its own units. */
function slider(context: Context, hands: Hands, c: Change, of: { least: number; most: number; step: number; read(): number; write(x: number): void; say(): string }): Row {
  const title = element('span', {}, changeTitle(context, c))
  const out = element('span', { class: 'now' })
  const effect = element('span', { class: 'effect' })
  const range = element('input', { type: 'range', min: of.least, max: of.most, step: of.step, value: of.read(),
    input: () => { of.write(Number(range.value)); hands.moved() } })
  const refresh = (): void => {
    const text = changeEffect(context, c)
    title.textContent = changeTitle(context, c)
    out.textContent = of.say()
    effect.textContent = text
    range.setAttribute('aria-valuetext', text === '' ? of.say() : `${of.say()}, ${text.replace('→', 'to')}`)
  }
  return { root: element('label', { class: 'slider' }, element('span', { class: 'what' }, title, out), range, effect), refresh }
}

function listRow(context: Context, hands: Hands, c: ListChange): Row {
  const row = slider(context, hands, c, { least: 0, most: 200, step: 1, read: () => Math.round(100 * c.strength),
    write: (x) => { c.strength = x / 100 }, say: () => rate(c.strength, 0) })
  return { root: element('div', { class: 'change' }, row.root, remove(context, hands, c)), refresh: row.refresh }
}

function sectorBoxes(context: Context, hands: Hands, c: RateChange): HTMLElement {
  const { world } = context.engine
  const boxes = world.sectors.map(({ code, name }, j) => element('label', { class: 'box' },
    element('input', { type: 'checkbox', value: code, checked: sectorsOf(world, c.sectors).includes(j),
      change: () => {
        const on = boxes.map((box) => box.querySelector('input')!).filter((input) => input.checked).map((input) => input.value)
        c.sectors = on.length === world.sectors.length ? EVERYONE : on.join(',')
        hands.moved()
      } }), element('span', {}, name)))
  return element('div', { class: 'boxes' }, ...boxes)
}

function rateRow(context: Context, hands: Hands, c: RateChange): Row {
  const { world } = context.engine
  const countries = [[EVERYONE, 'Everyone'], ...world.countries.map((x) => [x.code, x.name])] as [string, string][]
  const change = (part: Partial<RateChange>) => { Object.assign(c, part); hands.rebuilt(context.state) }
  const kinds: [string, string][] = [['add', 'adds'], ['level', 'sets to']]
  const sectors: [string, string][] = [[GOODS, 'all goods'], [EVERYONE, 'goods and services'], ['chosen', 'chosen sectors']]
  const chosen = [GOODS, EVERYONE].includes(c.sectors) ? c.sectors : 'chosen'
  const row = slider(context, hands, c, { least: 0, most: 100, step: 1, read: () => Math.round(100 * c.rate), write: (x) => { c.rate = x / 100 },
    say: () => (c.kind === 'add' ? `+${rate(c.rate, 0)}` : `= ${rate(c.rate, 0)}`) })
  const root = element('div', { class: 'change own' },
    element('div', { class: 'picks' },
      choice('Who', countries, c.importer, (importer) => change({ importer })),
      choice('on whom', countries, c.exporter, (exporter) => change({ exporter })),
      choice('how', kinds, c.kind, (kind) => change({ kind: kind as RateChange['kind'] })),
      choice('on', sectors, chosen, (words) => change({ sectors: words === 'chosen' ? world.sectors.filter((s) => s.kind === 'goods').map((s) => s.code).join(',') : words }))),
    ...(chosen === 'chosen' ? [element('details', {}, element('summary', {}, 'Which sectors'), sectorBoxes(context, hands, c))] : []),
    row.root, remove(context, hands, c))
  return { root, refresh: row.refresh }
}

function addButton(context: Context, hands: Hands): HTMLElement {
  const { countries } = context.engine.world
  const other = countries.find((c) => c.code === 'CHN' && context.state.focus !== 'CHN') ?? countries.find((c) => c.code !== context.state.focus)!
  const fresh: RateChange = { kind: 'add', importer: context.state.focus, exporter: other.code, sectors: GOODS, rate: 0.1 }
  return element('button', { type: 'button', class: 'plain', click: () => hands.rebuilt({ ...context.state, changes: [...context.state.changes, fresh] }) }, '+ Add a tariff')
}

function closures(context: Context, hands: Hands): HTMLElement {
  const { state, engine } = context
  const rebuild = (part: Partial<State>) => hands.rebuilt({ ...state, ...part })
  const deficits: [string, string][] = [['fixed', 'stay as they were'], ['zero', 'none, before and after'], ['own_gdp', 'a share of own income'], ['world_gdp', 'a share of world income']]
  const labour: [string, string][] = [['full', 'full employment'], ['elastic', 'labour supply answers to the real wage'], ['rigid', 'wages do not move'], ['rigid_down', 'wages do not fall'], ['sector_specific', 'nobody changes sector']]
  const elasticity = element('input', { type: 'number', min: 0, max: 100, step: 0.1, value: state.elasticity,
    change: () => { state.elasticity = Math.min(100, Math.max(0, Number(elasticity.value) || 0)); hands.moved() } })
  const open = state.deficits !== 'fixed' || state.labour !== 'full'
  return element('details', { class: 'closures', open }, element('summary', {}, 'Assumptions'), element('div', { class: 'picks' },
    choice('Trade deficits', deficits, state.deficits, (word) => rebuild({ deficits: word })),
    choice('Labour', labour, state.labour, (word) => rebuild({ labour: word })),
    ...(state.labour === 'elastic' ? [element('label', { class: 'choice' }, element('span', {}, 'Elasticity of labour supply'), elasticity)] : []),
    ...(['full', 'sector_specific'].includes(state.labour) ? [] : [choice('in', [[EVERYONE, 'all countries'], ...engine.world.countries.map((c) => [c.code, c.name] as [string, string])],
      state.labourCountry, (labourCountry) => rebuild({ labourCountry }))])))
}

export function controls(context: Context, hands: Hands): Controls {
  const rows = context.state.changes.map((c) => (isList(c) ? listRow(context, hands, c) : rateRow(context, hands, c)))
  const law = lawSlider(context, hands)
  const root = element('form', { class: 'controls', 'aria-label': 'Scenario', submit: (event) => event.preventDefault() },
    beginnings(context, hands), law,
    element('fieldset', { class: 'changes' }, element('legend', {}, 'Who puts what on whom'), ...rows.map((row) => row.root), addButton(context, hands)),
    closures(context, hands))
  const refresh = (): void => rows.forEach((row) => row.refresh())
  return { root, refresh }
}
