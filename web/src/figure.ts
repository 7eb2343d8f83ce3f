// A figure: title, what it says in a sentence, the chart, its numbers as a table, and the chart as a file.
import { element, save } from './dom'

export interface Table { head: string[]; rows: string[][] }
export interface Drawing { says: string; chart?: Element; table?: Table }
export interface Figure {
  root: HTMLElement
  /** Draws again when it is in sight, else as soon as it is. */
  refresh(): void
}

/** The width of a chart on paper: A4 within its margins, at 96 pixels an inch. */
const PAPER = 660

const SVG = 'http://www.w3.org/2000/svg'

/** The chart with the colours of the page written into it, so that it stands alone. */
function standalone(chart: SVGSVGElement): string {
  const copy = chart.cloneNode(true) as SVGSVGElement
  const style = getComputedStyle(document.documentElement)
  const own = style.getPropertyValue('--paper').trim()
  copy.setAttribute('xmlns', SVG)
  copy.setAttribute('font-family', 'system-ui, sans-serif')
  copy.setAttribute('style', `background:${own};color:${style.getPropertyValue('--ink').trim()}`)
  const text = new XMLSerializer().serializeToString(copy)
  return text.replaceAll(/var\((--[a-z-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim())
}

function savePng(name: string, chart: SVGSVGElement): void {
  const image = new Image()
  const [width, height] = [Number(chart.getAttribute('width')), Number(chart.getAttribute('height'))]
  image.onload = () => {
    const canvas = element('canvas', { width: 2 * width, height: 2 * height })
    canvas.getContext('2d')!.drawImage(image, 0, 0, 2 * width, 2 * height)
    canvas.toBlob((blob) => { if (blob !== null) save(`${name}.png`, 'image/png', blob) })
  }
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(chart))}`
}

/** Columns after the first in which something stands. */
function filled({ head, rows }: Table): Table {
  const kept = head.map((_, k) => k === 0 || rows.some((row) => row[k] !== ''))
  return { head: head.filter((_, k) => kept[k]), rows: rows.map((row) => row.filter((_, k) => kept[k])) }
}

export function tableOf(full: Table, caption: string): HTMLElement {
  const table = filled(full)
  const head = element('tr', {}, ...table.head.map((text) => element('th', { scope: 'col' }, text)))
  const rows = table.rows.map((row) => element('tr', {}, ...row.map((text, k) =>
    k === 0 ? element('th', { scope: 'row' }, text) : element('td', {}, text))))
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...rows)))
}

/** `draw` is given the width that the chart may have. */
export function figure(id: string, title: string, draw: (width: number) => Drawing, notes: (Node | string)[] = []): Figure {
  const says = element('p', { class: 'says', id: `${id}-says` })
  const place = element('div', { class: 'chart' })
  const numbers = element('div')
  const details = element('details', { class: 'numbers' }, element('summary', {}, 'The numbers'), numbers)
  const svg = (): SVGSVGElement | null => place.querySelector('svg')
  const files = element('p', { class: 'files' },
    element('button', { type: 'button', click: () => { const s = svg(); if (s !== null) save(`${id}.svg`, 'image/svg+xml', standalone(s)) } }, 'SVG'),
    element('button', { type: 'button', click: () => { const s = svg(); if (s !== null) savePng(id, s) } }, 'PNG'))
  files.querySelectorAll('button').forEach((button) => button.setAttribute('aria-label', `${title}: chart as ${button.textContent}`))
  const root = element('figure', { id, 'aria-labelledby': `${id}-title` },
    element('h2', { id: `${id}-title` }, title), says, place,
    element('figcaption', {}, ...notes), element('div', { class: 'below' }, details, files))
  let stale = true
  let inSight = false

  const redraw = (room = place.clientWidth): void => {
    stale = false
    const drawing = draw(Math.max(300, room))
    says.textContent = drawing.says
    place.replaceChildren(...(drawing.chart === undefined ? [] : [drawing.chart]))
    const chart = svg()
    if (chart !== null) {
      chart.setAttribute('role', 'img')
      chart.setAttribute('aria-label', `${title}. ${drawing.says} The numbers are in the table below.`)
      chart.querySelectorAll('[aria-label]').forEach((part) => part.removeAttribute('aria-label'))
    }
    files.hidden = chart === null
    details.hidden = drawing.table === undefined
    if (drawing.table !== undefined) numbers.replaceChildren(tableOf(drawing.table, title))
  }
  new IntersectionObserver((entries) => {
    inSight = entries.some((entry) => entry.isIntersecting)
    if (inSight && stale) redraw()
  }, { rootMargin: '300px' }).observe(root)
  let width = 0
  new ResizeObserver(() => {
    if (place.clientWidth === width) return
    width = place.clientWidth
    if (inSight) redraw()
    else stale = true
  }).observe(place)
  addEventListener('beforeprint', () => redraw(PAPER))
  addEventListener('afterprint', () => {
    if (inSight) redraw()
    else stale = true
  })
  return {
    root,
    refresh() {
      if (inSight) redraw()
      else stale = true
    },
  }
}
