// What `cohong war` computes beside games, from `cohong serve`: agreements, answers by rule, and an observed trade war by days.
import { type Context, nameOf } from './context'
import { choice, element } from './dom'
import { tableOf } from './figure'
import { billions, change, day, rate } from './format'
import { ask, bench, documentOf } from './served_task'
import { titleOf } from './words'

const starter = (text: string, click: () => void): HTMLButtonElement => element('button', { type: 'button', class: 'start', click }, text)
const percent = (x: number | null | undefined): string => (x === null || x === undefined ? '–' : change(x))

// ---- agreements

interface Treaty { bargain: string; taker?: string; outcome: string; countries: { country: string; party: number; welfare_without_agreement: number; welfare: number }[] }

/** Everyone's welfare in a treaty that was found. */
const welfareIn = (treaty: Treaty | undefined, code: string): string =>
  treaty?.outcome === 'converged' ? change(treaty.countries.find((c) => c.country === code)!.welfare) : '–'

export function agreements(context: Context, api: string): HTMLElement {
  const { countries } = context.engine.world
  const both = ['USA', 'CHN'].every((code) => countries.some((c) => c.code === code))
  const options: [string, string][] = [...(both ? [['USA,CHN', 'The United States and China'] as [string, string]] : []), ['*', 'Everyone']]
  let parties = options[0]![0]
  const start = starter('Bargain', () => {
    void work.run<{ bargains: Treaty[] }>({ kind: 'cooperate', document: documentOf(context, titleOf(context)), settings: { deficits: 'zero' },
      ...(parties === '*' ? {} : { players: parties }) }, ({ bargains }) => {
      const kind = (name: string, taker?: string): Treaty | undefined => bargains.find((b) => b.bargain === name && b.taker === taker)
      return [tableOf({
        head: ['Country', 'Without agreement', 'Most efficient', 'Equal gains', 'Nash’s bargain', 'Most it can take'],
        rows: (bargains[0]?.countries ?? []).map((c) => [nameOf(context, c.country), change(c.welfare_without_agreement),
          ...['efficient', 'equal-gains', 'nash-bargain'].map((name) => welfareIn(kind(name), c.country)),
          c.party === 1 ? welfareIn(kind('takes-all', c.country), c.country) : '']),
      }, 'Real income under agreements')]
    })
  })
  const work = bench(api, start)
  return element('div', { id: 'served-agreements' }, element('h3', {}, 'What could they agree on?'),
    element('p', {}, 'Tariffs on each other’s goods that make the parties better off than those of the scenario above do. Without trade deficits.'),
    choice('Who agrees', options, parties, (value) => { parties = value }), work.root)
}

// ---- answers by rule

interface Reply { answer: string; why_not: string | null; hit?: { value: number; rate: number }; welfare?: Record<string, number>; welfare_world?: number }
const RULES: Record<string, string> = {
  none: 'No answer', 'as in the scenario': 'As in the scenario', 'same-dollars': 'Same value of trade', 'same-rate': 'Same rise, same sectors', 'same-duty': 'Same duty collected',
  'most-hurtful': 'Where it hurts most',
}

export function replies(context: Context, api: string): HTMLElement {
  const countries = context.engine.world.countries.map((c): [string, string] => [c.code, c.name])
  const known = (code: string, otherwise: number): string => (countries.some(([c]) => c === code) ? code : countries[otherwise]![0])
  const who = { by: known('CHN', 0), against: known('USA', 1) }
  const start = starter('Answer', () => {
    const { by, against } = who
    void work.run<{ unit: number; currency: string; answers: Reply[] }>({ kind: 'retaliate', document: documentOf(context, titleOf(context)), by, against, goods: true }, (found) => [
      tableOf({
        head: ['Answer', `Trade hit, ${found.currency} billion`, 'Mean rise', ...[by, against].map((code) => `Real income, ${code}`), 'World'],
        rows: found.answers.map((r) => [RULES[r.answer] ?? r.answer, r.hit === undefined ? '' : billions(r.hit.value, found.unit), r.hit === undefined ? '' : rate(r.hit.rate),
          ...[by, against].map((code) => percent(r.welfare?.[code])), percent(r.welfare_world)]),
      }, 'Answers'),
      ...found.answers.filter((r) => r.why_not !== null).map((r) => element('p', { class: 'note' }, `${RULES[r.answer] ?? r.answer}: ${r.why_not ?? ''}`)),
    ])
  })
  const work = bench(api, start)
  return element('div', { id: 'served-replies' }, element('h3', {}, 'How could it answer?'),
    element('p', {}, 'To the rises of the other side’s tariffs in the scenario above, on goods, by each rule of retaliation.'),
    element('div', { class: 'picks' }, choice('Who answers', countries, who.by, (code) => { who.by = code }), choice('to whom', countries, who.against, (code) => { who.against = code })),
    work.root)
}

// ---- a trade war by days

interface Path {
  rounds: { day: string; countries: { country: string; welfare: number }[] }[]
  moves: { day: string; country: string; before: number; set: number; best_response: number }[]
}

/** Scenarios that take their tariffs from laws; undefined where there is none. */
export async function byDays(context: Context, api: string): Promise<HTMLElement | undefined> {
  const { scenarios } = await ask<{ scenarios: { name: string }[] }>(`${api}scenarios`)
  const read = await Promise.all(scenarios.map(({ name }) => ask<{ name: string; title: string | null; text: string }>(`${api}scenarios/${name}`)))
  const lawful = read.filter(({ text }) => /^\s*law\s*=/m.test(text))
  if (lawful.length === 0) return undefined
  let scenario = lawful[0]!.name
  const start = starter('Follow', () => {
    void work.run<Path>({ kind: 'path', scenario, settings: { deficits: 'zero' }, starts: 0 }, ({ rounds, moves }) => {
      const sides = [...new Set(moves.map((m) => m.country))]
      const after = (on: string, code: string): string => percent(rounds.find((r) => r.day === on)?.countries.find((c) => c.country === code)?.welfare)
      return [tableOf({
        head: ['Day', 'Who moves', 'Mean tariff before', 'after', 'Best response', ...sides.map((code) => `Real income, ${code}`)],
        rows: moves.map((m) => [day(m.day), nameOf(context, m.country), rate(m.before), rate(m.set), rate(m.best_response), ...sides.map((code) => after(m.day, code))]),
      }, 'The trade war by days')]
    })
  })
  const work = bench(api, start)
  return element('div', { id: 'served-days' }, element('h3', {}, 'The trade war, day by day'),
    element('p', {}, 'Every day on which the law moved tariffs, beside the tariff that would have been best for who moved. Without trade deficits.'),
    ...(lawful.length > 1 ? [choice('Scenario', lawful.map((s) => [s.name, s.title ?? s.name]), scenario, (name) => { scenario = name })] : []), work.root)
}
