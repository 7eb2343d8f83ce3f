// Axes that fit: names measured and broken into lines beside the rows, as many ticks as have room for their text.

export const FONT_SIZE = 13
const NARROW = 480
const WIDEST = 0.36 // of the width that names may take
const GAP = 10 // pixels between a name and the chart

let ruler: CanvasRenderingContext2D | null | undefined

/** The width of a text in the charts' font, in pixels. */
export function widthOf(text: string): number {
  if (ruler === undefined) ruler = document.createElement('canvas').getContext('2d')
  if (ruler === null) return 0.6 * FONT_SIZE * text.length
  ruler.font = `${FONT_SIZE}px ${getComputedStyle(document.documentElement).getPropertyValue('--sans') || 'sans-serif'}`
  return ruler.measureText(text).width
}

/** Cut after the last letter that fits, with dots for what is left out. */
function cut(text: string, room: number): string {
  if (widthOf(text) <= room) return text
  let end = text.length - 1
  while (end > 1 && widthOf(`${text.slice(0, end).trimEnd()}…`) > room) end--
  return `${text.slice(0, end).trimEnd()}…`
}

/** A name in at most `most` lines, the last cut where it does not fit. */
function broken(name: string, room: number, most: number): string[] {
  if (most === 1 || widthOf(name) <= room) return [cut(name, room)]
  const words = name.split(' ')
  let first = words[0]!
  let k = 1
  while (k < words.length && widthOf(`${first} ${words[k]!}`) <= room) first += ` ${words[k++]!}`
  return [cut(first, room), ...(k === words.length ? [] : broken(words.slice(k).join(' '), room, most - 1))]
}

export interface Names { margin: number; height: number; of(name: string): string }

/** Room for names left of the rows: what they need, up to a part of the width; rows grow with the lines that a name takes. */
export function names(list: string[], width: number, rowHeight: number, mostLines = 2): Names {
  const room = Math.min(Math.max(0, ...list.map(widthOf)), WIDEST * width - GAP)
  const lines = new Map(list.map((name) => [name, broken(name, room, mostLines)]))
  const needed = Math.max(0, ...[...lines.values()].flat().map(widthOf))
  const most = Math.max(1, ...[...lines.values()].map((of) => of.length))
  return { margin: Math.ceil(needed) + GAP, height: Math.max(rowHeight, most * FONT_SIZE + 5), of: (name) => lines.get(name)?.join('\n') ?? name }
}

/** The multiples within a range of 1, 2 or 5 times a power of ten that is not below `least`. */
export function niceTicks(low: number, high: number, least: number): number[] {
  if (!(least > 0) || !Number.isFinite(high - low)) return [low]
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 5].find((m) => m * power >= least) ?? 10)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, k) => (first + k) * step + 0)
}

export interface Axis { label: string; ticks: number[]; domain: [number, number]; tickFormat(x: number): string; labelAnchor: 'center' | 'right'; labelArrow: 'none' }

/** A horizontal axis over `room` pixels. A label that is wider than the chart ends where the chart does. */
export function axis(label: string, domain: [number, number], room: number, format: (x: number) => string): Axis {
  const widest = Math.max(...domain.map((x) => widthOf(format(x))))
  const ticks = niceTicks(...domain, ((widest + 16) / room) * (domain[1] - domain[0]))
  return { label, ticks, domain, tickFormat: format, labelAnchor: widthOf(label) > room ? 'right' : 'center', labelArrow: 'none' }
}

export const isNarrow = (width: number): boolean => width < NARROW
