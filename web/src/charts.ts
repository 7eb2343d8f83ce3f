// The kinds of chart that the figures use. Each is drawn for one width; colours are the page's variables.
import * as Plot from '@observablehq/plot'

export const COLOUR = { before: 'var(--before)', after: 'var(--after)', down: 'var(--down)', up: 'var(--up)', soft: 'var(--rule)', ink: 'var(--ink)' }

export const NARROW = 480
export const labelsOf = (width: number): number => (width < NARROW ? 118 : 196)
/** As many ticks as have room for their text. */
export const ticksFor = (width: number): number => Math.max(2, Math.floor((width - labelsOf(width)) / 110))
export const STYLE = { background: 'none', color: 'var(--ink)', fontSize: '13px', fontFamily: 'var(--sans)', overflow: 'visible' }

/** Cuts a name that would not fit before its row. */
export function short(name: string, width: number, most = width < NARROW ? 17 : 28): string {
  return name.length <= most ? name : `${name.slice(0, most - 1).trimEnd()}…`
}

const svgOf = (plot: SVGSVGElement | HTMLElement): Element => plot

export interface Mark { name: string; x: number; label: string; also?: number }

/** One row a name: a bar from zero with its number, and an open diamond for a second reading. */
export function bars(rows: Mark[], width: number, axis: string, format: (x: number) => string, rowHeight = 30): Element {
  const values = rows.flatMap((r) => [r.x, r.also ?? 0]).filter(Number.isFinite)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  // Room for the numbers at the bars' ends: their width as a part of the axis.
  const letters = Math.max(...rows.map((r) => r.label.length))
  const part = Math.min(0.4, (8 * letters + 10) / (width - labelsOf(width) - 12))
  const pad = ((high - low || 1) * part) / (1 - (low < 0 && high > 0 ? 2 : 1) * Math.min(part, 0.35))
  const drawn = rows.filter((r) => Number.isFinite(r.x))
  return svgOf(Plot.plot({
    width, height: rows.length * rowHeight + 46, marginLeft: labelsOf(width), marginRight: 12, marginTop: 6, marginBottom: 40, style: STYLE,
    x: { label: axis, tickFormat: format, ticks: ticksFor(width), domain: [low < 0 ? low - pad : 0, high > 0 ? high + pad : 0], labelArrow: 'none', labelAnchor: 'center' },
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: (name: string) => short(name, width) },
    marks: [
      Plot.gridX({ stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.barX(drawn, { x: 'x', y: 'name', insetTop: 7, insetBottom: 7, fill: (r: Mark) => (r.x < 0 ? COLOUR.down : COLOUR.up) }),
      Plot.ruleX([0], { stroke: COLOUR.ink }),
      Plot.text(drawn.filter((r) => r.x < 0), { x: 'x', y: 'name', text: 'label', textAnchor: 'end', dx: -5, fill: COLOUR.ink }),
      Plot.text(drawn.filter((r) => r.x >= 0), { x: 'x', y: 'name', text: 'label', textAnchor: 'start', dx: 5, fill: COLOUR.ink }),
      Plot.dot(drawn.filter((r) => r.also !== undefined && Number.isFinite(r.also)), { x: 'also', y: 'name', symbol: 'diamond', r: 5, stroke: COLOUR.ink, strokeWidth: 1.6, fill: 'var(--paper)' }),
    ],
  }))
}

export interface Move { name: string; before: number; after: number; label: string }

/** One row a name: an open circle before, a full one after, and a line between. */
export function moves(rows: Move[], width: number, axis: string, format: (x: number) => string): Element {
  return svgOf(Plot.plot({
    width, height: rows.length * 30 + 46, marginLeft: labelsOf(width), marginRight: 62, marginTop: 6, marginBottom: 40, style: STYLE,
    x: { label: axis, tickFormat: format, ticks: ticksFor(width), zero: true, labelArrow: 'none', labelAnchor: 'center' },
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: (name: string) => short(name, width) },
    marks: [
      Plot.gridX({ stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: COLOUR.ink, strokeOpacity: 0.5 }),
      Plot.link(rows, { x1: 'before', x2: 'after', y: 'name', stroke: COLOUR.after, strokeWidth: 2.5 }),
      Plot.dot(rows, { x: 'before', y: 'name', r: 5, stroke: COLOUR.before, strokeWidth: 1.8, fill: 'var(--paper)' }),
      Plot.dot(rows, { x: 'after', y: 'name', r: 5.5, fill: COLOUR.after }),
      Plot.text(rows, { x: (r: Move) => Math.max(r.before, r.after), y: 'name', text: 'label', textAnchor: 'start', dx: 11, fill: COLOUR.ink }),
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
  const narrow = width < NARROW
  const line = (dash: boolean) => Plot.line(points.filter((p) => p.dash === dash), {
    x: 'day', y: 'rate', z: 'era', curve: 'step-after', stroke: (p: { series: string }) => colour(p.series), strokeWidth: 2.4,
    ...(dash ? { strokeDasharray: '7 3' } : {}) })
  return svgOf(Plot.plot({
    width, height: narrow ? 260 : 320, marginLeft: 44, marginRight: 20, marginTop: 22, marginBottom: 30, style: STYLE,
    x: { type: 'utc', label: null, ticks: 'year', tickFormat: (d: Date) => (narrow ? `’${String(d.getUTCFullYear()).slice(2)}` : String(d.getUTCFullYear())), domain: [dateOf('2018-01-01'), dateOf('2026-12-31')] },
    y: { label: null, tickFormat: format, zero: true, ticks: 5 },
    marks: [
      Plot.gridY({ stroke: COLOUR.soft, strokeOpacity: 1 }),
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
export function spreads(rows: Spread[], width: number, axis: string, format: (x: number) => string): Element {
  return svgOf(Plot.plot({
    width, height: rows.length * 38 + 46, marginLeft: labelsOf(width), marginRight: 20, marginTop: 6, marginBottom: 40, style: STYLE,
    x: { label: axis, tickFormat: format, ticks: ticksFor(width), zero: true, labelArrow: 'none', labelAnchor: 'center' },
    y: { domain: rows.map((r) => r.name), label: null, tickSize: 0, tickFormat: (name: string) => short(name, width) },
    marks: [
      Plot.gridX({ stroke: COLOUR.soft, strokeOpacity: 1 }),
      Plot.ruleX([0], { stroke: COLOUR.ink }),
      Plot.link(rows, { x1: 'low95', x2: 'high95', y: 'name', stroke: COLOUR.before, strokeWidth: 2 }),
      Plot.link(rows, { x1: 'low67', x2: 'high67', y: 'name', stroke: COLOUR.after, strokeWidth: 10 }),
      Plot.dot(rows, { x: 'median', y: 'name', r: 4, fill: 'var(--paper)', stroke: COLOUR.ink, strokeWidth: 1.6 }),
    ],
  }))
}
