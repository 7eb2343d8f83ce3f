// Charts of a claim's report: results against the threshold, and what a range depends on.
import * as Plot from '@observablehq/plot'
import { axis as axisOf, names, widthOf } from './axes'
import { COLOUR, STYLE } from './charts'

export interface Result { name: string; value: number; low95: number | null; low67: number | null; high67: number | null; high95: number | null }

/** What is farther from the threshold than this many times it stands at the edge, with its number. */
const FARTHEST = 2

/** One row a result: thin for 95 %, thick for two thirds, a circle for the middle; a dashed rule at the threshold. */
export function against(rows: Result[], threshold: number, width: number, label: string, format: (x: number) => string): Element {
  const beside = names(rows.map((r) => r.name), width, 30, 3)
  const edge = FARTHEST * Math.abs(threshold)
  const held = (x: number | null): number => Math.max(-edge, Math.min(edge, x ?? 0))
  const drawn = rows.map((r) => ({ name: r.name, value: held(r.value), low95: held(r.low95), low67: held(r.low67), high67: held(r.high67), high95: held(r.high95),
    ranged: r.low95 !== null, end: held(r.high95 ?? r.value), label: r.value > edge ? `${format(r.value)} →` : r.value < -edge ? `← ${format(r.value)}` : format(r.value) }))
  const ends = drawn.flatMap((r) => [r.value, ...(r.ranged ? [r.low95, r.high95] : [])])
  const [low, high] = [Math.min(0, threshold, ...ends), Math.max(0, threshold, ...ends)]
  const ranged = drawn.filter((r) => r.ranged)
  const right = 16
  const wide = width - beside.margin - right
  const part = Math.min(0.5, (Math.max(...drawn.map((r) => widthOf(r.label))) + 14) / wide) // for the number behind the farthest end
  const x = axisOf(label, [low - (low < 0 ? 0.04 : 0.01) * (high - low), high + (part / (1 - part)) * (high - low)], wide, format)
  return Plot.plot({
    width, height: rows.length * beside.height + 62, marginLeft: beside.margin, marginRight: right, marginTop: 22, marginBottom: 40, style: STYLE,
    x,
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: beside.of },
    marks: [
      Plot.gridX({ ticks: x.ticks, stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: COLOUR.ink }),
      Plot.ruleX([threshold], { stroke: COLOUR.down, strokeWidth: 2, strokeDasharray: '5 3' }),
      Plot.text([threshold], { x: (x: number) => x, text: () => 'the claim', frameAnchor: 'top', dy: -14, fill: COLOUR.down, fontWeight: 600 }),
      Plot.link(ranged, { x1: 'low95', x2: 'high95', y: 'name', stroke: COLOUR.before, strokeWidth: 2 }),
      Plot.link(ranged, { x1: 'low67', x2: 'high67', y: 'name', stroke: COLOUR.after, strokeWidth: 9 }),
      Plot.dot(drawn, { x: 'value', y: 'name', r: 4.5, fill: 'var(--paper)', stroke: COLOUR.ink, strokeWidth: 1.6 }),
      Plot.text(drawn, { x: 'end', y: 'name', text: 'label', textAnchor: 'start', dx: 9, fill: COLOUR.ink, stroke: 'var(--paper)', strokeWidth: 6 }),
    ],
  })
}

export interface Swing { name: string; low: number; high: number; middle: number }

/** A tornado: one row an input, from the result at one end of its two thirds to that at the other; the widest on top. */
export function tornado(rows: Swing[], width: number, label: string, format: (x: number) => string): Element {
  const beside = names(rows.map((r) => r.name), width, 34)
  const right = 24
  const sorted = [...rows].sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low))
  const ends = rows.flatMap((r) => [r.low, r.high])
  const margin = 0.05 * (Math.max(...ends) - Math.min(...ends))
  const x = axisOf(label, [Math.min(...ends) - margin, Math.max(...ends) + margin], width - beside.margin - right, format)
  return Plot.plot({
    width, height: rows.length * beside.height + 46, marginLeft: beside.margin, marginRight: right, marginTop: 6, marginBottom: 40, style: STYLE,
    x,
    y: { domain: sorted.map((r) => r.name), label: null, tickSize: 0, tickFormat: beside.of },
    marks: [
      Plot.gridX({ ticks: x.ticks, stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.link(sorted, { x1: 'low', x2: 'high', y: 'name', stroke: COLOUR.after, strokeWidth: 12 }),
      Plot.ruleX(sorted.slice(0, 1), { x: 'middle', stroke: COLOUR.ink }),
    ],
  })
}
