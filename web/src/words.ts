// The answer as sentences.
import type { Context } from './context'
import { capital, inSentence, listOf, rate, size } from './format'
import { isList, pairOf, type Change } from './scenario'
import { relative } from './results'

/** Who puts tariffs on whom, as far as the tariff on goods moves. */
function movedPairs(context: Context): [number, number][] {
  const pairs: [number, number][] = []
  context.results?.goodsTariff.forEach((row, n) => row.forEach((flow, i) => {
    if (n !== i && flow.before !== flow.after && Number.isFinite(flow.after)) pairs.push([n, i])
  }))
  return pairs
}

/** "falls by 0.09% in A and by 0.2% in B, and rises by 0.1% in C" */
function directions(context: Context, countries: number[], of: (n: number) => number): string {
  const { countries: names } = context.engine.world
  const part = (verb: string, list: number[]): string =>
    `${verb} ${listOf(list.map((n) => `by ${size(of(n))} in ${inSentence(names[n]!.code, names[n]!.name)}`))}`
  const falls = countries.filter((n) => of(n) < 0)
  const rises = countries.filter((n) => of(n) > 0)
  return [falls.length > 0 ? part('falls', falls) : '', rises.length > 0 ? part('rises', rises) : ''].filter((t) => t !== '').join(', and ')
}

/** The countries that act or are acted upon, three at most; else those that win or lose most. */
function protagonists(context: Context): number[] {
  const pairs = movedPairs(context)
  const acting = [...new Set([...pairs.map(([n]) => n), ...pairs.map(([, i]) => i)])]
  const welfare = context.results!.measures.welfare!
  const list = acting.length > 0 ? acting : context.engine.world.countries.map((_, n) => n)
  const most = [...list].sort((a, b) => Math.abs(welfare[b]!) - Math.abs(welfare[a]!)).slice(0, 3)
  const home = context.engine.world.countries.findIndex((c) => c.code === context.state.focus)
  return most.sort((a, b) => Number(b === home) - Number(a === home))
}

export function answer(context: Context): string {
  if (context.results === undefined) return 'With these tariffs the model has no equilibrium'
  const welfare = context.results.measures.welfare!
  const words = directions(context, protagonists(context).filter((n) => Math.abs(welfare[n]!) > 1e-9), (n) => welfare[n]!)
  return words === '' ? 'Nothing is changed yet, so nothing happens' : `Real income ${words}`
}

/** What happens to trade between those who act. */
export function tradeSentence(context: Context): string {
  const { countries } = context.engine.world
  const name = (n: number): string => inSentence(countries[n]!.code, countries[n]!.name)
  const parts = movedPairs(context).map(([n, i]) => ({ n, i, change: relative(context.results!.flows[n]![i]!) }))
    .filter((p) => Number.isFinite(p.change)).sort((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, 2)
    .map(({ n, i, change: moved }) => `what ${name(n)} buys from ${name(i)} ${moved < 0 ? 'falls' : 'rises'} by ${size(moved)}`)
  return parts.length === 0 ? '' : `${capital(listOf(parts))}.`
}

export function titleOf(context: Context): string {
  const { data, state } = context
  const scenario = data.scenarios.find((s) => s.id === state.start)
  const whole = state.changes.length === (scenario?.changes.length ?? 0) && state.changes.every((c) => isList(c) && c.kind === 'file' && c.strength === 1)
  if (scenario !== undefined) return whole ? scenario.title : `${scenario.title}; changed`
  const law = state.changes.find((c) => isList(c) && c.kind === 'law')
  return law !== undefined && isList(law) ? `Tariff law on ${law.at} against 2018-01-01` : 'Own scenario'
}

/** "The United States on China" */
export function changeTitle(context: Context, c: Change): string {
  const of = (code: string): string => code === '*' ? 'everyone' :
    inSentence(code, context.engine.world.countries.find((country) => country.code === code)?.name ?? code)
  const pair = isList(c) ? pairOf(context.data, context.engine, c) : c
  return pair === undefined ? 'No such list' : capital(`${of(pair.importer)} on ${of(pair.exporter)}`)
}

/** "mean tariff on goods 3.0% → 26.8%" */
export function changeEffect(context: Context, c: Change): string {
  const pair = isList(c) ? pairOf(context.data, context.engine, c) : c
  const [n, i] = [pair?.importer, pair?.exporter].map((code) => context.engine.world.countries.findIndex((country) => country.code === code))
  const flow = n === undefined || i === undefined ? undefined : context.results?.goodsTariff[n]?.[i]
  return flow === undefined || !Number.isFinite(flow.after) ? '' : `mean tariff on goods ${rate(flow.before)} → ${rate(flow.after)}`
}
