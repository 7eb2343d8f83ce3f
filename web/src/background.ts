// The figures that do not follow the scenario: computed when the page was built, by the commands that they name.
import { bars, type Era, moves, spreads, timeline } from './charts'
import { type Context, nameOf } from './context'
import { element } from './dom'
import { type Drawing, type Figure, figure } from './figure'
import { lawDay } from './figures'
import { change, day, inSentence, quantiles, rate, signed, whole } from './format'

const code = (text: string): HTMLElement => element('code', {}, text)

function law(context: Context): Figure {
  const laws = context.data.laws!
  const series = (importer: string, exporter: string): string => `${importer} on ${exporter}`
  const eras: Era[] = laws.map((l) => ({
    series: series(l.importer === 'USA' ? 'United States' : nameOf(context, l.importer), nameOf(context, l.exporter)), until: l.until, dash: l.weighting === 'lines',
    steps: l.days.map((d) => ({ day: d.day, rate: d.average })),
  }))
  const draw = (width: number): Drawing => {
    const top = laws.flatMap((l) => l.days.map((d) => ({ ...d, law: l }))).reduce((a, b) => (b.average > a.average ? b : a))
    return {
      says: `The peak: ${rate(top.average, 0)} from ${day(top.day)}, ${series(inSentence(top.law.importer, nameOf(context, top.law.importer)), nameOf(context, top.law.exporter))}.`,
      chart: timeline(eras, lawDay(context), width, (x) => rate(x, 0)),
      table: {
        head: ['From', 'Who on whom', 'Mean duty', 'Weights'],
        rows: laws.flatMap((l, k) => l.days.map((d) => [d.day, eras[k]!.series, rate(d.average), l.weighting === 'imports' ? 'imports of 2017' : 'each line the same'])),
      },
    }
  }
  return figure('law', 'What the law said, 2018 to 2026', draw, [
    element('p', {}, 'Solid: lines of the tariff weighted by US imports from China in 2017. Dashed: every line of the schedule counts the same. The laws that ship cover the United ' +
      'States in 2018–21 and from January 2025 to April 2026, and China from 2018 to June 2021; between and after there is no schedule to read, and nothing is drawn. China’s answers of 2025 are not in them. ' +
      'To compute with the law of a day, choose “The law on a day” at the top.'),
  ])
}

const RESULTS: Record<string, string> = { 'welfare USA': 'Real income, US', 'welfare CHN': 'Real income, China', 'real_wage USA': 'Real wage, US' }

function ranges(context: Context): Figure {
  const { results, draws } = context.data.ranges!
  const rows = results.filter((r) => r.name in RESULTS).map((r) => ({ ...r, name: RESULTS[r.name]! }))
  const jobs = results.find((r) => r.name.startsWith('jobs_created'))
  const draw = (width: number): Drawing => ({
    says: jobs === undefined ? '' : `With labour supply that answers to wages the tariffs of 2018–19 cost between ${whole(-jobs.high67)} and ${whole(-jobs.low67)} US jobs ` +
      `in two draws of three (created or lost: ${signed(jobs.median)} in the middle).`,
    chart: spreads(rows, width, 'Change in per cent', (x) => change(x, 2)),
    table: {
      head: ['Result', ...quantiles()],
      rows: [...rows.map((r) => [r.name, ...[r.low95, r.low67, r.median, r.high67, r.high95].map((x) => change(x))]),
        ...(jobs === undefined ? [] : [['Jobs created or lost, US', ...[jobs.low95, jobs.low67, jobs.median, jobs.high67, jobs.high95].map(signed)]])],
    },
  })
  return figure('ranges', 'And with enforcement and labour drawn too', draw, [
    element('p', {}, `${whole(draws)} draws of what is not known: how strongly trade answers to prices, how much of the tariffs was in force after exclusions, how labour ` +
      'supply answers to wages (0 to 1, so that it differs from the full employment above). Thick: two draws of three; thin: 95 of 100; circle: the median. ',
      code('cohong sweep sweeps/us-china-2018-19.toml')),
  ])
}

function nash(context: Context): Figure {
  const [all, two] = context.data.games!
  const draw = (width: number): Drawing => {
    const rows = all!.countries.map((c) => ({ ...c, name: nameOf(context, c.country) }))
    const worst = rows.reduce((a, b) => (b.welfare < a.welfare ? b : a))
    return {
      says: `If all seven set the tariffs that are best for them alone, everyone loses; ${inSentence(worst.country, worst.name)} most, ${change(worst.welfare, 1)}.`,
      chart: moves(rows.map((r) => ({ name: r.name, before: 100 * r.welfare_start, after: 100 * r.welfare, label: '' })), width,
        'Real income against no tariff war, per cent', (x) => change(x / 100, 1)),
      table: {
        head: ['Country', 'Tariffs of 2018–19', 'All at their own best', 'Its median tariff', 'Only US and China at theirs'],
        rows: rows.map((r, k) => [r.name, change(r.welfare_start), change(r.welfare), r.median_tariff === null ? '–' : rate(r.median_tariff), change(two?.countries[k]?.welfare ?? NaN)]),
      },
    }
  }
  return figure('nash', 'If everyone fought', draw, [
    element('p', { class: 'keys' }, element('span', { class: 'key' }, element('i', { class: 'open', 'aria-hidden': 'true' }), 'tariffs of 2018–19'),
      element('span', { class: 'key' }, element('i', { class: 'full', 'aria-hidden': 'true' }), 'Nash: nobody gains by changing its own tariffs')),
    element('p', {}, 'Without trade deficits, in which such games are defined. ', code('cohong war nash us-china-2018-19 --deficits zero')),
  ])
}

function firms(context: Context): Figure {
  const { market, jobs } = context.data.firms!
  const draw = (width: number): Drawing => {
    const rows = [
      { name: 'Direct, no platform', x: market.sellers_without, sales: market.sales_without },
      { name: 'Direct, beside it', x: market.direct.sellers, sales: market.direct.sales },
      { name: 'On the platform', x: market.platform.sellers, sales: market.platform.sales },
      { name: 'New through it', x: market.new_sellers, sales: market.new_sales },
    ]
    const additional = jobs.find((j) => j.word === 'additional')
    return {
      says: `A platform brings ${whole(market.new_sellers)} small US firms to China that would not sell there without it` +
        (additional === undefined ? '.' : `, and ${whole(additional.persons)} additional jobs: far from a million of either.`),
      chart: bars(rows.map((r) => ({ name: r.name, x: r.x, label: whole(r.x) })), width, 'Small US firms that sell to China', (x) => whole(x)),
      table: {
        head: ['Channel', 'Firms', 'Sales, USD million'],
        rows: [...rows.map((r) => [r.name, whole(r.x), whole(r.sales / 1e6)]), ...jobs.map((j) => [`Jobs, ${j.word}: ${j.what}`, whole(j.persons), ''])],
      },
    }
  }
  return figure('firms', 'Firms by channel', draw, [
    element('p', {}, 'Every firm chooses between not selling, selling through a platform and selling directly. “Additional” counts only sales that would not be made without the ' +
      'platform. Facts and assumptions are in the file. ', code('cohong firms firms/one-million.toml')),
  ])
}

export function backgroundFigures(context: Context): Figure[] {
  const { data } = context
  return [
    ...(data.laws === undefined ? [] : [law(context)]),
    ...(data.ranges === undefined ? [] : [ranges(context)]),
    ...(data.games === undefined ? [] : [nash(context)]),
    ...(data.firms === undefined ? [] : [firms(context)]),
  ]
}
