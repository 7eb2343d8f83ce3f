// Charts of a claim's report: results against the threshold, and what a range depends on.
import * as Plot from '@observablehq/plot'
import { COLOUR, NARROW, short, STYLE } from './charts'

/** Titles of claims are sentences: their column is a third of the width. */
const labelsOf = (width: number): number => (width < NARROW ? 128 : Math.min(360, Math.round(0.36 * width)))
const fitted = (name: string, width: number): string => short(name, width, Math.floor(labelsOf(width) / 7))
const ticksFor = (width: number): number => Math.max(2, Math.floor((width - labelsOf(width)) / 110))

export interface Result { name: string; value: number; low95: number | null; low67: number | null; high67: number | null; high95: number | null }

/** What is farther from the threshold than this many times it stands at the edge, with its number. */
const FARTHEST = 3

/** One row a result: thin for 95 %, thick for two thirds, a circle for the middle; a dashed rule at the threshold. */
export function against(rows: Result[], threshold: number, width: number, axis: string, format: (x: number) => string): Element {
  const edge = FARTHEST * Math.abs(threshold)
  const held = (x: number | null): number => Math.max(-edge, Math.min(edge, x ?? 0))
  const drawn = rows.map((r) => ({ name: r.name, value: held(r.value), low95: held(r.low95), low67: held(r.low67), high67: held(r.high67), high95: held(r.high95),
    ranged: r.low95 !== null, end: held(r.high95 ?? r.value), label: r.value > edge ? `${format(r.value)} →` : r.value < -edge ? `← ${format(r.value)}` : format(r.value) }))
  const ends = drawn.flatMap((r) => [r.value, ...(r.ranged ? [r.low95, r.high95] : [])])
  const [low, high] = [Math.min(0, threshold, ...ends), Math.max(0, threshold, ...ends)]
  const ranged = drawn.filter((r) => r.ranged)
  const room = Math.min(0.5, 80 / (width - labelsOf(width)))
  return Plot.plot({
    width, height: rows.length * 30 + 62, marginLeft: labelsOf(width), marginRight: 16, marginTop: 22, marginBottom: 40, style: STYLE,
    x: { label: axis, tickFormat: format, ticks: ticksFor(width), domain: [low - (low < 0 ? 0.04 : 0.01) * (high - low), high + room * (high - low)], labelArrow: 'none', labelAnchor: 'center' },
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: (name: string) => fitted(name, width) },
    marks: [
      Plot.gridX({ stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: COLOUR.ink }),
      Plot.ruleX([threshold], { stroke: COLOUR.down, strokeWidth: 2, strokeDasharray: '5 3' }),
      Plot.text([threshold], { x: (x: number) => x, text: () => 'the claim', frameAnchor: 'top', dy: -14, fill: COLOUR.down, fontWeight: 600 }),
      Plot.link(ranged, { x1: 'low95', x2: 'high95', y: 'name', stroke: COLOUR.before, strokeWidth: 2 }),
      Plot.link(ranged, { x1: 'low67', x2: 'high67', y: 'name', stroke: COLOUR.after, strokeWidth: 9 }),
      Plot.dot(drawn, { x: 'value', y: 'name', r: 4.5, fill: 'var(--paper)', stroke: COLOUR.ink, strokeWidth: 1.6 }),
      Plot.text(drawn, { x: 'end', y: 'name', text: 'label', textAnchor: 'start', dx: 9, fill: COLOUR.ink, stroke: 'var(--paper)', strokeWidth: 4 }),
    ],
  })
}

export interface Swing { name: string; low: number; high: number; middle: number }

/** A tornado: one row an input, from the result at one end of its two thirds to that at the other; the widest on top. */
export function tornado(rows: Swing[], width: number, axis: string, format: (x: number) => string): Element {
  const sorted = [...rows].sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low))
  return Plot.plot({
    width, height: rows.length * 34 + 46, marginLeft: labelsOf(width), marginRight: 24, marginTop: 6, marginBottom: 40, style: STYLE,
    x: { label: axis, tickFormat: format, ticks: ticksFor(width), labelArrow: 'none', labelAnchor: 'center', nice: true },
    y: { domain: sorted.map((r) => r.name), label: null, tickSize: 0, tickFormat: (name: string) => fitted(name, width) },
    marks: [
      Plot.gridX({ stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.link(sorted, { x1: 'low', x2: 'high', y: 'name', stroke: COLOUR.after, strokeWidth: 12 }),
      Plot.ruleX(sorted.slice(0, 1), { x: 'middle', stroke: COLOUR.ink }),
    ],
  })
}
