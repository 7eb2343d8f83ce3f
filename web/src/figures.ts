// The figures that follow the scenario, in reading order.
import { bars, moves } from './charts'
import { type Context, indexOf, nameOf } from './context'
import { element } from './dom'
import { type Drawing, type Figure, figure } from './figure'
import { billions, change, inSentence, rate, signed, size, whole } from './format'
import { at, relative } from './results'
import { isList, moves as employmentMoves } from './scenario'

const NONE: Drawing = { says: 'There is no equilibrium with these tariffs, so there is nothing to show.' }
const key = (shape: string, text: string): HTMLElement => element('span', { class: 'key' }, element('i', { class: shape, 'aria-hidden': 'true' }), text)

function welfare(context: Context): Figure {
  const draw = (width: number): Drawing => {
    const m = context.results?.measures
    if (m === undefined) return NONE
    const [exact, first] = [m.welfare!, m.welfare_first_order!]
    const { countries } = context.engine.world
    const order = countries.map((_, n) => n)
    const opposite = order.filter((n) => exact[n]! * first[n]! < 0 && Math.abs(exact[n]!) > 5e-6)
    const who = opposite.map((n) => inSentence(countries[n]!.code, countries[n]!.name)).join(', ')
    return {
      says: opposite.length > 0
        ? `The usual first-order formula has the wrong sign for ${who}: it misses what is lost when trade shrinks this much.`
        : 'The usual first-order formula and the exact answer have the same sign everywhere here.',
      chart: bars(order.map((n) => ({ name: countries[n]!.name, x: exact[n]!, also: first[n]!, label: change(exact[n]!) })),
        width, 'Real income, change in per cent', (x) => change(x, 2)),
      table: {
        head: ['Country', 'Exact', 'First order', 'Real wage', 'Terms of trade', 'Volume of trade'],
        rows: order.map((n) => [countries[n]!.name, ...[exact, first, m.real_wage!, m.terms_of_trade!, m.volume_of_trade!].map((x) => change(x[n]!))]),
      },
    }
  }
  return figure('welfare', 'Who gains and who loses', draw, [
    element('p', { class: 'keys' }, key('bar', 'exact'), key('diamond', 'first order')),
    element('p', {}, element('b', {}, 'Exact'), ': the whole model is solved at the new tariffs; real income is what a country can spend, tariff revenue included, ' +
      'over what it costs to live there. ', element('b', {}, 'First order'), ': the formula of textbooks and of many published tables, terms of trade plus volume of ' +
      'trade (Caliendo and Parro 2015, equation 15). It is a tangent at the old tariffs: good for small changes, and off by the curvature for large ones. ' +
      'Where bar and diamond part, believe the bar.'),
  ])
}

function partners(context: Context, id: string, buys: boolean): Figure {
  const draw = (width: number): Drawing => {
    const results = context.results
    if (results === undefined) return NONE
    const { countries, unit, currency, year } = context.engine.world
    const home = indexOf(context, context.state.focus)
    const flow = (k: number) => (buys ? results.flows[home]![k]! : results.flows[k]![home]!)
    const others = countries.map((_, k) => k).filter((k) => k !== home).sort((a, b) => flow(b).before - flow(a).before)
    const most = [...others].sort((a, b) => Math.abs(flow(b).after - flow(b).before) - Math.abs(flow(a).after - flow(a).before))[0]!
    const moved = flow(most)
    const total = others.reduce((sum, k) => ({ before: sum.before + flow(k).before, after: sum.after + flow(k).after }), { before: 0, after: 0 })
    const who = inSentence(countries[most]!.code, countries[most]!.name)
    return {
      says: Math.abs(relative(moved)) < 5e-6 ? 'Nothing moves.' :
        `${buys ? 'Imports from' : 'Exports to'} ${who} go from ${billions(moved.before, unit)} to ${billions(moved.after, unit)} billion; ` +
        `${buys ? 'imports' : 'exports'} in all ${relative(total) < 0 ? 'fall' : 'rise'} by ${size(relative(total))}.`,
      chart: moves(others.map((k) => ({
        name: countries[k]!.name, before: (flow(k).before * unit) / 1e9, after: (flow(k).after * unit) / 1e9, label: change(relative(flow(k)), 1),
      })), width, `${currency} billion of ${year}, without tariffs`, (x) => whole(x)),
      table: {
        head: ['Partner', 'Before, bn', 'After, bn', 'Change', 'Tariff on goods before', 'after'],
        rows: others.map((k) => {
          const t = buys ? results.goodsTariff[home]![k]! : results.goodsTariff[k]![home]!
          return [countries[k]!.name, billions(flow(k).before, unit), billions(flow(k).after, unit), change(relative(flow(k))), rate(t.before), rate(t.after)]
        }),
      },
    }
  }
  const title = buys ? 'From whom it buys' : 'To whom it sells'
  return figure(id, title, draw, [element('p', { class: 'keys' }, key('open', 'before'), key('full', 'after'))])
}

/** Every flow as a table with a tint; the sign and the number say what the tint says. */
function matrix(context: Context): Figure {
  const draw = (): Drawing => {
    const results = context.results
    if (results === undefined) return NONE
    const { countries } = context.engine.world
    const all = countries.flatMap((_, n) => countries.map((__, i) => ({ n, i, x: relative(results.flows[n]![i]!) }))).filter((c) => c.n !== c.i)
    const least = all.reduce((a, b) => (b.x < a.x ? b : a))
    const largest = Math.max(1e-9, ...all.map((c) => Math.abs(c.x)).filter(Number.isFinite))
    const cell = (n: number, i: number): HTMLElement => {
      if (n === i) return element('td', { class: 'home' }, '·')
      const x = relative(results.flows[n]![i]!)
      const strength = Math.round(55 * Math.sqrt(Math.abs(x) / largest))
      return element('td', { style: `background:color-mix(in srgb, var(--${x < 0 ? 'down' : 'up'}) ${strength / 2}%, transparent)` }, change(x, 1))
    }
    const head = element('tr', {}, element('th', { scope: 'col' }, 'Buyer'), ...countries.map((c) => element('th', { scope: 'col', title: c.name }, c.code)))
    const rows = countries.map((c, n) => element('tr', {}, element('th', { scope: 'row' }, c.name), ...countries.map((_, i) => cell(n, i))))
    const name = (k: number): string => inSentence(countries[k]!.code, countries[k]!.name)
    return {
      says: largest < 1e-6 ? 'Nothing moves.' : `The largest fall: what ${name(least.n)} buys from ${name(least.i)}, ${change(least.x, 1)}. Others fill part of the gap.`,
      chart: element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Change of every flow' }, element('table', { class: 'matrix' },
        element('caption', {}, 'Change of what the country in the row buys from the country in the column'),
        element('thead', {}, head), element('tbody', {}, ...rows))),
    }
  }
  return figure('flows', 'Every flow', draw)
}

function sectors(context: Context): Figure {
  const draw = (width: number): Drawing => {
    const results = context.results
    if (results === undefined) return NONE
    const { sectors: list, unit } = context.engine.world
    const home = indexOf(context, context.state.focus)
    const k = (j: number): number => at(context.engine, j, home)
    const moved = (j: number): number => results.output.after[k(j)]! / results.output.before[k(j)]! - 1
    const order = list.map((_, j) => j).filter((j) => results.output.before[k(j)]! > 0).sort((a, b) => moved(b) - moved(a))
    const [first, last] = [order[0]!, order.at(-1)!]
    const goods = order.filter((j) => list[j]!.kind !== 'services')
    const shown = goods.length > 0 ? goods : order
    return {
      says: Math.abs(moved(first)) < 5e-6 && Math.abs(moved(last)) < 5e-6 ? 'Nothing moves.' :
        `In ${inSentence(context.state.focus, nameOf(context, context.state.focus))} “${list[first]!.name.toLowerCase()}” gains most (${change(moved(first), 1)}) ` +
        `and “${list[last]!.name.toLowerCase()}” loses most (${change(moved(last), 1)}).`,
      chart: bars(shown.map((j) => ({ name: list[j]!.name, x: moved(j), label: change(moved(j), 1) })), width, 'Value of output, change in per cent', (x) => change(x, 1), 25),
      table: {
        head: ['Sector', 'Output before, bn', 'after', 'Change', 'Price', 'Persons before', 'Reallocated'],
        rows: order.map((j) => [list[j]!.name, billions(results.output.before[k(j)]!, unit), billions(results.output.after[k(j)]!, unit), change(moved(j)),
          change(results.price[k(j)]! - 1), whole(results.employment[k(j)]!), signed(results.reallocated[k(j)]!)]),
      },
    }
  }
  return figure('sectors', 'Sector by sector', draw, [element('p', {}, 'Goods sectors are drawn; the table has all of them. World income is the measuring rod for values and prices.')])
}

function revenue(context: Context): Figure {
  const draw = (width: number): Drawing => {
    const m = context.results?.measures
    if (m === undefined) return NONE
    const { countries, unit, currency, year } = context.engine.world
    const flow = (n: number) => ({ before: m.tariff_revenue_base![n]!, after: m.tariff_revenue![n]! })
    const home = indexOf(context, context.state.focus)
    const at100 = flow(home)
    return {
      says: `${nameOf(context, context.state.focus)}: ${billions(at100.before, unit)} billion before, ${billions(at100.after, unit)} billion after.`,
      chart: moves(countries.map((c, n) => ({ name: c.name, before: (flow(n).before * unit) / 1e9, after: (flow(n).after * unit) / 1e9, label: change(relative(flow(n)), 1) })),
        width, `${currency} billion of ${year}`, (x) => whole(x)),
      table: {
        head: ['Country', 'Before, bn', 'After, bn', 'Change'],
        rows: countries.map((c, n) => [c.name, billions(flow(n).before, unit), billions(flow(n).after, unit), change(relative(flow(n)))]),
      },
    }
  }
  return figure('revenue', 'Tariff revenue', draw, [element('p', { class: 'keys' }, key('open', 'before'), key('full', 'after'))])
}

/** One of the words for jobs with its number here, what it is and what it is not. */
function jobWord(context: Context, word: number, number: string): HTMLElement[] {
  const { word: text, is, isNot } = context.engine.words[word]!
  return [element('dt', {}, element('b', {}, text), element('span', { class: 'number' }, number)),
    element('dd', {}, `${is.charAt(0).toUpperCase()}${is.slice(1)}. `, element('i', {}, `It is ${isNot}.`))]
}

function jobs(context: Context): Figure {
  const draw = (width: number): Drawing => {
    const results = context.results
    if (results === undefined) return NONE
    const { countries, sectors: list } = context.engine.world
    const home = indexOf(context, context.state.focus)
    const k = (j: number): number => at(context.engine, j, home)
    const name = inSentence(context.state.focus, nameOf(context, context.state.focus))
    const employed = results.measures.employment_base![home]!
    if (!Number.isFinite(employed)) {
      return { says: `The world that ships has no employment of ${name}, so no number of jobs can be given. Look at the United States instead.` }
    }
    const moved = list.reduce((sum, _, j) => sum + Math.max(0, results.reallocated[k(j)]!), 0)
    const net = results.measures.employment![home]! - employed
    const supported = countries.reduce((sum, _, i) => (i === home ? sum : sum + context.supported[home * countries.length + i]!), 0)
    const order = list.map((_, j) => j).sort((a, b) => results.reallocated[k(b)]! - results.reallocated[k(a)]!)
    const ends = order.filter((_, place) => place < 5 || place >= order.length - 5)
    const dl = element('dl', { class: 'words' },
      ...jobWord(context, 1, `${whole(moved)} change sector`),
      ...jobWord(context, 2, employmentMoves(context.state.labour) ? `${signed(net)} under “${context.state.labour}” labour` : 'not defined at full employment'),
      ...jobWord(context, 0, `${whole(supported)} by exports, before the change`),
      ...jobWord(context, 3, context.data.firms === undefined ? 'of a firm or platform, not of a tariff' : `see firms by channel, below`))
    return {
      says: `${whole(moved)} people of ${whole(employed)} in ${name} change sector.`,
      chart: element('div', {}, bars(ends.map((j) => ({ name: list[j]!.name, x: results.reallocated[k(j)]!, label: signed(results.reallocated[k(j)]!) })), width,
        'Persons reallocated: five sectors at each end', (x) => signed(x), 27), dl),
      table: {
        head: ['Sector', 'Persons before', 'Reallocated'],
        rows: order.map((j) => [list[j]!.name, whole(results.employment[k(j)]!), signed(results.reallocated[k(j)]!)]),
      },
    }
  }
  return figure('jobs', '“Jobs” is more than one number', draw)
}

/** Everything that moves with the scenario. The first stands beside the controls. */
export function scenarioFigures(context: Context): { first: Figure; general: Figure[]; ofFocus: Figure[] } {
  return {
    first: welfare(context),
    ofFocus: [partners(context, 'imports', true), partners(context, 'exports', false), sectors(context), jobs(context)],
    general: [revenue(context), matrix(context)],
  }
}

export const lawDay = (context: Context): string | undefined =>
  context.state.changes.filter(isList).find((c) => c.kind === 'law')?.at
