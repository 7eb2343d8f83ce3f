// The kinds of chart that the figures use. Each is drawn for one width; colours are the page's variables.
import * as Plot from '@observablehq/plot'
import { axis as axisOf, FONT_SIZE, isNarrow, names, widthOf } from './axes'

export const COLOUR = { before: 'var(--before)', after: 'var(--after)', down: 'var(--down)', up: 'var(--up)', soft: 'var(--rule)', ink: 'var(--ink)' }

export const STYLE = { background: 'none', color: 'var(--ink)', fontSize: `${FONT_SIZE}px`, fontFamily: 'var(--sans)', overflow: 'visible' }

const svgOf = (plot: SVGSVGElement | HTMLElement): Element => plot

export interface Mark { name: string; x: number; label: string; also?: number }

/** Half of a diamond, and the room that a number keeps from it or from the end of its bar. */
const DIAMOND = 8
const APART = 5

interface Placed { name: string; x: number; dx: number; text: string }

/** A number stands at the end of its bar; behind the diamond where that would stand in it. `unit` is a pixel on the axis. */
function placed(row: Mark, unit: number): Placed {
  const side = row.x < 0 ? -1 : 1
  const beyond = row.also === undefined || !Number.isFinite(row.also) ? -Infinity : (side * (row.also - row.x)) / unit
  const behind = beyond > -DIAMOND - APART && beyond < widthOf(row.label) + 2 * APART + DIAMOND
  return { name: row.name, x: behind ? row.also! : row.x, dx: side * (behind ? DIAMOND + APART - 2 : APART), text: row.label }
}

/** How many pixels left and right of zero bars, diamonds and numbers take. */
function reach(rows: Mark[], unit: number): [left: number, right: number] {
  const ends = rows.flatMap((row) => {
    const { x, dx, text } = placed(row, unit)
    const number = x / unit + dx + Math.sign(dx) * widthOf(text)
    return row.also === undefined || !Number.isFinite(row.also) ? [number] : [number, row.also / unit + Math.sign(row.also) * DIAMOND]
  })
  return [-Math.min(0, ...ends), Math.max(0, ...ends)]
}

/** The domain in which everything has its room: the finest scale on which it has, found by halving. */
function domainOf(rows: Mark[], room: number): [number, number] {
  const values = rows.flatMap((r) => [r.x, r.also ?? 0]).filter(Number.isFinite)
  const span = Math.max(0, ...values) - Math.min(0, ...values) || 1
  let [fine, coarse] = [span / room, span / (0.2 * room)]
  for (let k = 0; k < 30; k++) {
    const middle = Math.sqrt(fine * coarse)
    const [left, right] = reach(rows, middle)
    if (left + right <= room) coarse = middle
    else fine = middle
  }
  const [left, right] = reach(rows, coarse)
  const spare = Math.max(0, room - left - right) * coarse
  return right > 0 ? [-left * coarse, right * coarse + spare] : [-left * coarse - spare, 0]
}

/** One row a name: a bar from zero with its number, and an open diamond for a second reading. */
export function bars(rows: Mark[], width: number, label: string, format: (x: number) => string, rowHeight = 30): Element {
  const drawn = rows.filter((r) => Number.isFinite(r.x))
  const beside = names(rows.map((r) => r.name), width, rowHeight)
  const right = 14
  const room = width - beside.margin - right
  const domain = domainOf(drawn, room)
  const inset = Math.max(6, (beside.height - 15) / 2)
  const x = axisOf(label, domain, room, format)
  const numbers = drawn.map((r) => placed(r, (domain[1] - domain[0]) / room))
  return svgOf(Plot.plot({
    width, height: rows.length * beside.height + 46, marginLeft: beside.margin, marginRight: right, marginTop: 6, marginBottom: 40, style: STYLE,
    x,
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: beside.of },
    marks: [
      Plot.gridX({ ticks: x.ticks, stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.barX(drawn, { x: 'x', y: 'name', insetTop: inset, insetBottom: inset, fill: (r: Mark) => (r.x < 0 ? COLOUR.down : COLOUR.up) }),
      Plot.ruleX([0], { stroke: COLOUR.ink }),
      ...[...new Set(numbers.map((n) => n.dx))].map((dx) => Plot.text(numbers.filter((n) => n.dx === dx), {
        x: 'x', y: 'name', text: 'text', textAnchor: dx < 0 ? 'end' : 'start', dx, fill: COLOUR.ink, stroke: 'var(--paper)', strokeWidth: 3 })),
      Plot.dot(drawn.filter((r) => r.also !== undefined && Number.isFinite(r.also)), { x: 'also', y: 'name', symbol: 'diamond', r: 5, stroke: COLOUR.ink, strokeWidth: 1.6, fill: 'var(--paper)' }),
    ],
  }))
}

export interface Move { name: string; before: number; after: number; label: string }

/** One row a name: an open circle before, a full one after, and a line between. */
export function moves(rows: Move[], width: number, label: string, format: (x: number) => string): Element {
  const beside = names(rows.map((r) => r.name), width, 30)
  const right = Math.max(16, Math.ceil(Math.max(...rows.map((r) => widthOf(r.label)))) + 14)
  const values = rows.flatMap((r) => [r.before, r.after]).filter(Number.isFinite)
  const x = axisOf(label, [Math.min(0, ...values), Math.max(0, ...values)], width - beside.margin - right, format)
  return svgOf(Plot.plot({
    width, height: rows.length * beside.height + 46, marginLeft: beside.margin, marginRight: right, marginTop: 6, marginBottom: 40, style: STYLE,
    x,
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: beside.of },
    marks: [
      Plot.gridX({ ticks: x.ticks, stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: COLOUR.ink, strokeOpacity: 0.5 }),
      Plot.link(rows, { x1: 'before', x2: 'after', y: 'name', stroke: COLOUR.after, strokeWidth: 2.5 }),
      Plot.dot(rows, { x: 'before', y: 'name', r: 5, stroke: COLOUR.before, strokeWidth: 1.8, fill: 'var(--paper)' }),
      Plot.dot(rows, { x: 'after', y: 'name', r: 5.5, fill: COLOUR.after }),
      Plot.text(rows, { x: (r: Move) => Math.max(r.before, r.after), y: 'name', text: 'label', textAnchor: 'start', dx: 11, fill: COLOUR.ink, stroke: 'var(--paper)', strokeWidth: 3 }),
    ],
  }))
}

export interface Era { series: string; steps: { day: string; rate: number }[]; until: string; dash: boolean }

const dateOf = (iso: string): Date => new Date(`${iso}T00:00:00Z`)

/** Rates over time, one line a series, a rule at the chosen day. */
export function timeline(eras: Era[], chosen: string | undefined, width: number, format: (x: number) => string): Element {
  const points = eras.flatMap((era, k) => [...era.steps, { day: era.until, rate: era.steps.at(-1)!.rate }]
    .map(({ day, rate }) => ({ day: dateOf(day), rate, era: String(k), series: era.series, dash: era.dash })))
  const tops = [...new Set(eras.map((era) => era.series))].map((series) =>
    points.filter((p) => p.series === series).reduce((a, b) => (b.rate > a.rate ? b : a)))
  const colour = (series: string): string => (series === eras[0]!.series ? COLOUR.after : COLOUR.down)
  const narrow = isNarrow(width)
  const line = (dash: boolean) => Plot.line(points.filter((p) => p.dash === dash), {
    x: 'day', y: 'rate', z: 'era', curve: 'step-after', stroke: (p: { series: string }) => colour(p.series), strokeWidth: 2.4,
    ...(dash ? { strokeDasharray: '7 3' } : {}) })
  return svgOf(Plot.plot({
    width, height: narrow ? 260 : 320, marginLeft: 44, marginRight: 20, marginTop: 22, marginBottom: 30, style: STYLE,
    x: { type: 'utc', label: null, ticks: 'year', tickFormat: (d: Date) => (narrow ? `’${String(d.getUTCFullYear()).slice(2)}` : String(d.getUTCFullYear())), domain: [dateOf('2018-01-01'), dateOf('2026-12-31')] },
    y: { label: null, tickFormat: format, zero: true, ticks: 5 },
    marks: [
      Plot.gridY({ ticks: 5, stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.ruleY([0], { stroke: COLOUR.ink }),
      line(false), line(true),
      ...(chosen === undefined ? [] : [Plot.ruleX([dateOf(chosen)], { stroke: COLOUR.ink, strokeDasharray: '2 3' })]),
      ...(['start', 'end'] as const).map((textAnchor) => Plot.text(tops.filter((p) => (p.day < dateOf('2022-01-01')) === (textAnchor === 'start')), {
        x: 'day', y: 'rate', text: 'series', fill: (p: { series: string }) => colour(p.series), fontWeight: 600, textAnchor, dy: -9, dx: -4 })),
    ],
  }))
}

export interface Spread { name: string; low95: number; low67: number; median: number; high67: number; high95: number }

/** Ranges: a thin line for 95 %, a thick one for two thirds, a mark for the median. */
export function spreads(rows: Spread[], width: number, label: string, format: (x: number) => string): Element {
  const beside = names(rows.map((r) => r.name), width, 38)
  const right = 20
  const ends = rows.flatMap((r) => [r.low95, r.high95])
  const x = axisOf(label, [Math.min(0, ...ends), Math.max(0, ...ends)], width - beside.margin - right, format)
  return svgOf(Plot.plot({
    width, height: rows.length * beside.height + 46, marginLeft: beside.margin, marginRight: right, marginTop: 6, marginBottom: 40, style: STYLE,
    x,
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: beside.of },
    marks: [
      Plot.gridX({ ticks: x.ticks, stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: COLOUR.ink }),
      Plot.link(rows, { x1: 'low95', x2: 'high95', y: 'name', stroke: COLOUR.before, strokeWidth: 2 }),
      Plot.link(rows, { x1: 'low67', x2: 'high67', y: 'name', stroke: COLOUR.after, strokeWidth: 10 }),
      Plot.dot(rows, { x: 'median', y: 'name', r: 4, fill: 'var(--paper)', stroke: COLOUR.ink, strokeWidth: 1.6 }),
    ],
  }))
}
