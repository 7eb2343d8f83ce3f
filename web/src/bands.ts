// How sure the answer is: the scenario again at other trade elasticities, a draw at a time while the page is idle.
import { spreads } from './charts'
import type { Context } from './context'
import { element } from './dom'
import { type Drawing, type Figure, figure } from './figure'
import { change, inSentence, localised, quantiles } from './format'
import { toAddress } from './scenario'

/** Equally likely steps of one factor on all elasticities: lognormal, median 1. With this deviation 95 of 100 lie between 0.61 and 1.63. */
const DRAWS = 32
const SD = 0.25
/** Milliseconds without a change before the first draw. */
const REST = 150

interface Band { low95: number; low67: number; median: number; high67: number; high95: number }

/** Interpolated between sorted values (type 7 of Hyndman and Fan). */
function quantile(sorted: number[], u: number): number {
  const at = u * (sorted.length - 1)
  const k = Math.floor(at)
  return k + 1 < sorted.length ? sorted[k]! + (at - k) * (sorted[k + 1]! - sorted[k]!) : sorted.at(-1)!
}

function bandOf(values: number[]): Band {
  const sorted = [...values].sort((a, b) => a - b)
  return { low95: quantile(sorted, 0.025), low67: quantile(sorted, 1 / 6), median: quantile(sorted, 0.5), high67: quantile(sorted, 5 / 6), high95: quantile(sorted, 0.975) }
}

export function bands(context: Context): Figure {
  const { engine } = context
  let drawn: Float64Array[] = []
  let of = '' // the address that they are draws of
  let timer: ReturnType<typeof setTimeout> | undefined
  const key = (): string => toAddress({ ...context.state, focus: '' })

  const next = (): void => {
    timer = undefined
    if (of !== key() || context.results === undefined) return
    drawn.push(engine.draw((drawn.length + 0.5) / DRAWS, SD))
    if (drawn.length < DRAWS) timer = setTimeout(next, 0)
    else made.refresh()
  }
  const begin = (): void => {
    clearTimeout(timer)
    of = key()
    drawn = []
    timer = setTimeout(next, REST)
  }

  const draw = (width: number): Drawing => {
    if (context.results === undefined) return { says: 'There is no equilibrium with these tariffs, so there is nothing to show.' }
    if (of !== key()) begin()
    if (drawn.length < DRAWS) return { says: 'Drawing …' }
    const solved = drawn.filter((welfare) => welfare.every(Number.isFinite))
    if (solved.length < DRAWS / 2) return { says: `Only ${solved.length} of ${DRAWS} draws have an equilibrium: too few to say.` }
    const { countries } = engine.world
    const rows = countries.map((c, n) => ({ code: c.code, name: c.name, ...bandOf(solved.map((welfare) => welfare[n]!)) }))
    const unsure = rows.filter((r) => r.low95 < 0 && r.high95 > 0 && Math.max(-r.low95, r.high95) > 5e-6).map((r) => inSentence(r.code, r.name))
    return {
      says: unsure.length === 0 ? 'No country changes sides within the 95% range of elasticities.' : `The sign is not sure for ${unsure.join(', ')}.`,
      chart: spreads(rows, width, 'Real income, change in per cent', (x) => change(x, 2)),
      table: {
        head: ['Country', ...quantiles()],
        rows: rows.map((r) => [r.name, ...[r.low95, r.low67, r.median, r.high67, r.high95].map((x) => change(x))]),
      },
    }
  }
  // Before the figure's own listener, which then finds all of them.
  addEventListener('beforeprint', () => {
    if (context.results === undefined) return
    if (of !== key()) begin()
    clearTimeout(timer)
    while (drawn.length < DRAWS) drawn.push(engine.draw((drawn.length + 0.5) / DRAWS, SD))
    made.refresh()
  })
  const made = figure('bands', 'How sure is that?', draw, [
    element('p', {}, localised(`This scenario at ${DRAWS} equally likely values of one factor on all trade elasticities, lognormal with median 1: in 95 of 100 cases from 0.61 to 1.63. ` +
      'Thick: two thirds; thin: 95 of 100; circle: the median.')),
  ])
  return made
}
