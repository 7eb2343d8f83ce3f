// What the page can ask of `cohong serve`, when that is where it comes from (docs/serve.md): Nash tariffs for the scenario as it stands,
// agreements, answers by rule, a trade war by days, sweeps, stored runs. They are computed natively, in the background, and can be cancelled.
import { type Context, nameOf } from './context'
import { choice, element } from './dom'
import { tableOf } from './figure'
import { billions, change, quantiles, rate, seconds, signed, tiny, whole } from './format'
import { ask, bench, documentOf, messageOf } from './served_task'
import { agreements, byDays, replies } from './served_wars'
import { titleOf } from './words'

/** The header by which the server says where its interface is; other servers of this folder do not send it. */
const HEADER = 'Cohong-Api'


interface War {
  outcome: string; largest_gain: number | null; searches: number; seconds: number
  countries: { country: string; player: number; median_tariff: number | null; welfare_start: number; welfare: number }[]
}
interface SweepResult { name: string; meaning: string; unit: 'change' | 'value' | 'persons'; low95: number; low67: number; median: number; high67: number; high95: number }
interface Sweep { title: string; currency: string; unit: number; year: number; draws: number; draws_failed: number; results: SweepResult[] }
interface Named { name: string; title?: string | null }
interface Run { id: number; name: string; title: string; created: string; currency?: string; unit?: number; values?: { country: string; measure: string; value: number | null }[] }

// ---- games

function playersOf(context: Context): [string, string][] {
  const { countries } = context.engine.world
  const both = ['USA', 'CHN'].every((code) => countries.some((c) => c.code === code))
  return [...(both ? [['USA,CHN', 'The United States and China'] as [string, string]] : []), ['*', 'Everyone'],
    ...countries.map((c): [string, string] => [c.code, `${c.name} alone: its best response`])]
}

function game(context: Context, api: string): HTMLElement {
  let players = playersOf(context)[0]![0]
  const start: HTMLButtonElement = element('button', { type: 'button', class: 'start', click: () => {
    const alone = players !== '*' && !players.includes(',')
    void work.run<War>({
      kind: alone ? 'best-response' : 'nash', document: documentOf(context, titleOf(context)), settings: { deficits: 'zero' },
      ...(players === '*' ? {} : { players }),
    }, (war, task) => [
      element('p', {}, war.outcome === 'converged'
        ? `Found in ${seconds(task.seconds)} s. In ${whole(war.searches)} searches from other starts nobody gains more than ${tiny(war.largest_gain ?? NaN)} of its income by changing its own tariffs.`
        : `It did not end: ${war.outcome}.`),
      tableOf({
        head: ['Country', 'Sets tariffs', 'Their median', 'Real income at the start', 'Real income at the end'],
        rows: war.countries.map((c) => [nameOf(context, c.country), c.player === 1 ? 'yes' : 'no', c.median_tariff === null ? '–' : rate(c.median_tariff), change(c.welfare_start), change(c.welfare)]),
      }, 'The game'),
    ])
  } }, 'Play')
  const work = bench(api, start)
  return element('div', { id: 'served-game' }, element('h3', {}, 'What tariffs would they set?'),
    element('p', {}, 'From the tariffs of the scenario above, with its other changes, and without trade deficits, in which such games are defined: tariffs from which no player gains by changing its own.'),
    choice('Players', playersOf(context), players, (value) => { players = value }), work.root)
}

// ---- sweeps

/** What a result is, in words, with the unit of its row. */
function resultName(sweep: Sweep, r: SweepResult): string {
  const meaning = r.meaning.replace(/ \[[^\]]*\]$/, '')
  if (r.unit === 'persons') return `${meaning}, persons`
  return r.unit === 'value' ? `${meaning}, ${sweep.currency}${sweep.unit === 1e6 ? ' million' : ''} of ${sweep.year}` : meaning
}

/** The word for jobs that stands in the table, with what it is and is not. */
function jobsNote(context: Context): HTMLElement {
  const { word, is, isNot } = context.engine.words[2]!
  return element('p', { class: 'note' }, element('b', {}, word), `: ${is}. It is ${isNot}.`)
}

function sweeps(context: Context, api: string, list: Named[]): HTMLElement | undefined {
  if (list.length === 0) return undefined
  let name = list[0]!.name
  const start: HTMLButtonElement = element('button', { type: 'button', class: 'start', click: () => {
    void work.run<Sweep>({ kind: 'sweep', sweep: name }, (sweep, task) => [
      element('p', {}, `${whole(sweep.draws)} draws in ${seconds(task.seconds)} s; ${whole(sweep.draws_failed)} failed.`),
      tableOf({
        head: ['Result', ...quantiles()],
        rows: sweep.results.map((r) => [resultName(sweep, r), ...[r.low95, r.low67, r.median, r.high67, r.high95].map((x) => r.unit === 'change' ? change(x) : r.unit === 'persons' ? signed(x) : whole(x))]),
      }, sweep.title),
      ...(sweep.results.some((r) => r.unit === 'persons') ? [jobsNote(context)] : []),
    ])
  } }, 'Draw')
  const work = bench(api, start)
  return element('div', { id: 'served-sweep' }, element('h3', {}, 'How sure is that?'),
    element('p', {}, 'What is not known is drawn many times; each draw is an equilibrium of its own.'),
    choice('Sweep', list.map((s) => [s.name, s.title ?? s.name]), name, (value) => { name = value }), work.root)
}

// ---- stored runs

const SHOWN: [measure: string, heading: string, show: (value: number, unit: number) => string][] = [
  ['welfare', 'Real income', (x) => change(x)], ['welfare_first_order', 'First order', (x) => change(x)], ['real_wage', 'Real wage', (x) => change(x)],
  ['tariff_revenue_base', 'Tariff revenue before, billion', billions], ['tariff_revenue', 'after', billions],
]

function runTable(context: Context, run: Run): HTMLElement {
  const values = run.values ?? []
  const countries = [...new Set(values.map((v) => v.country))]
  const of = (country: string, measure: string): number => values.find((v) => v.country === country && v.measure === measure)?.value ?? NaN
  return tableOf({
    head: ['Country', ...SHOWN.map(([, heading]) => heading)],
    rows: countries.map((c) => [nameOf(context, c), ...SHOWN.map(([measure, , show]) => show(of(c, measure), run.unit ?? 1))]),
  }, `${run.title}, ${run.created}`)
}

function stored(context: Context, api: string, runs: Run[]): HTMLElement {
  const shown = element('div')
  const said = element('span', { role: 'status', class: 'said' })
  const show = async (id: string): Promise<void> => {
    try {
      said.textContent = ''
      shown.replaceChildren(...(id === '' ? [] : [runTable(context, await ask<Run>(`${api}runs/${id}`))]))
    } catch (error) {
      said.textContent = messageOf(error)
    }
  }
  const options = [...runs].reverse().map((r): [string, string] => [String(r.id), `${r.id}${r.name === '' ? '' : ` ${r.name}`}: ${r.title}`])
  return element('div', { id: 'served-runs' }, element('h3', {}, 'Stored runs'),
    ...(runs.length === 0
      ? [element('p', {}, 'None yet. ', element('code', {}, 'cohong run SCENARIO --name LABEL'), ' stores one.')]
      : [choice('Run', [['', 'Choose one'], ...options], '', (id) => { void show(id) }), said, shown]))
}

// ---- all of it

/** The part of the page that only a server makes possible; undefined where there is none. */
export async function served(context: Context): Promise<HTMLElement | undefined> {
  if (context.data.report !== undefined || !location.protocol.startsWith('http')) return undefined
  const api = (await fetch('data.json', { method: 'HEAD' })).headers.get(HEADER)
  if (api === null) return undefined
  const [{ runs }, { sweeps: list }] = await Promise.all([ask<{ runs: Run[] }>(`${api}runs`), ask<{ sweeps: Named[] }>(`${api}sweeps`)])
  const parts = [game(context, api), agreements(context, api), replies(context, api), await byDays(context, api), sweeps(context, api, list), stored(context, api, runs)].filter((part) => part !== undefined)
  return element('section', { id: 'served', 'aria-labelledby': 'served-title' },
    element('header', { class: 'part' }, element('h2', { id: 'served-title' }, 'Computed on this machine'),
      element('p', {}, 'This page comes from ', element('code', {}, 'cohong serve'), ', which computes these by itself, outside the browser.')),
    element('div', { class: 'grid' }, ...parts))
}
