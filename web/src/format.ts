// Numbers and names for people, by the reader's locale.

const locale = navigator.languages.length > 0 ? [...navigator.languages] : undefined
const NOTHING = '–'

const formats = new Map<string, Intl.NumberFormat>()
/** With a minus sign where the locale has a hyphen. */
function format(options: Intl.NumberFormatOptions): { format(value: number): string } {
  const key = JSON.stringify(options)
  const made = formats.get(key) ?? new Intl.NumberFormat(locale, options)
  formats.set(key, made)
  return { format: (value) => made.format(value).replace('-', '\u2212') }
}

/** Two figures that count, but no more than `most` decimals. */
function decimalsFor(percent: number, most: number): number {
  const size = Math.abs(percent)
  return Math.min(most, size >= 10 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3)
}

/** A change as a fraction: "+1.3%", "−0.093%". */
export function change(fraction: number, most = 3): string {
  if (!Number.isFinite(fraction)) return NOTHING
  const digits = decimalsFor(100 * fraction, most)
  return format({ style: 'percent', signDisplay: 'exceptZero', minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(fraction)
}

/** The size of a change, for sentences that say the direction in words. */
export function size(fraction: number): string {
  const hidden = fraction !== 0 && Math.abs(fraction) < 5e-6 // would be written as 0.000%
  const shown = hidden ? 1e-5 : Math.abs(fraction)
  const digits = decimalsFor(100 * shown, 3)
  return `${hidden ? 'less than ' : ''}${format({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(shown)}`
}

/** A rate: "26.8%". */
export function rate(fraction: number, digits = 1): string {
  if (!Number.isFinite(fraction)) return NOTHING
  return format({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(fraction)
}

export function whole(value: number): string {
  return Number.isFinite(value) ? format({ maximumFractionDigits: 0 }).format(value) : NOTHING
}

export function signed(value: number): string {
  return Number.isFinite(value) ? format({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(Math.round(value)) : NOTHING
}

/** Values of the world in billions. */
export function billions(value: number, unit: number): string {
  const inBillions = (value * unit) / 1e9
  const digits = Math.abs(inBillions) >= 100 ? 0 : 1
  return format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(inBillions)
}

export function milliseconds(value: number): string {
  return format({ maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)
}

export function seconds(value: number): string {
  const digits = value < 0.1 ? 3 : 1
  return format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** What is nearly nothing: "5.9E-11". */
export function tiny(value: number): string {
  return format({ notation: 'scientific', maximumFractionDigits: 1 }).format(value)
}

const MONEY = /^(USD|CNY)( |$)/

/** A number for people as `cohong claim` prints it: money from a billion on in billions, from a thousand on whole, else four digits. */
export function plain(value: number): string {
  if (Math.abs(value) < 1e-6) return '0'
  return Math.abs(value) >= 1000 ? format({ maximumFractionDigits: 0 }).format(value) : format({ maximumSignificantDigits: 4 }).format(value)
}

/** The same with its unit, where there is one. */
export function amount(value: number, unit: string | null): string {
  const billions = unit !== null && MONEY.test(unit) && Math.abs(value) >= 1e9
  const number = billions ? `${format({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value / 1e9)} bn` : plain(value)
  return unit === null || unit === '' ? number : `${number} ${unit}`
}

const WRITTEN = /(^|[\s(])(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(e[+-]\d+)?(?!\w|[.,]\d)/g

/** A sentence of the command with its numbers, "-1,234.5" or "5.5e-07", as the locale writes them; years and counts stay. */
export function localised(text: string): string {
  return text.replaceAll(WRITTEN, (found: string, before: string, minus: string, digits: string, decimals = '', exponent = '') => {
    if (!digits.includes(',') && decimals === '' && minus === '') return found
    const places = Math.max(0, decimals.length - 1)
    const number = format({ minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: digits.includes(',') })
    return before + number.format(Number(`${minus}${digits.replaceAll(',', '')}${decimals}`)) + exponent.replace('-', '\u2212')
  })
}

/** Heads of columns with quantiles. */
export const quantiles = (): string[] => ['2.5%', '17%', 'Median', '83%', '97.5%'].map(localised)

/** A day of the calendar; what is not one stays as it is. */
export function day(iso: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso
  const [year, month, date] = iso.split('-').map(Number)
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .format(new Date(Date.UTC(year!, month! - 1, date)))
}

/** A country within a sentence. */
const WITH_ARTICLE: Record<string, string> = { USA: 'the United States', EU: 'the European Union', ROW: 'the rest of the world' }
export function inSentence(code: string, name: string): string {
  return WITH_ARTICLE[code] ?? name
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export function listOf(parts: string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
