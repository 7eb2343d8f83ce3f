// The parts of a claim's report, each a heading with lines, and a chart where numbers are compared.
import type { Assumptions, Line } from './assumptions'
import { against, type Result, tornado } from './claim_charts'
import type { ClaimPart, ClaimRow } from './data'
import { element } from './dom'
import { type Drawing, figure, tableOf } from './figure'
import { amount, capital, day, localised, plain, whole } from './format'

export interface Part {
  root: HTMLElement
  /** The chart that stands for the part at the top of the report. */
  chart?: HTMLElement
  refresh(): void
}

/** A part with more lines than this is folded until its reader opens it. */
const LONG = 6

const still = (root: HTMLElement): Part => ({ root, refresh: () => {} })
const group = <T>(items: T[], key: (item: T) => string): [string, T[]][] => [...new Set(items.map(key))].map((k) => [k, items.filter((i) => key(i) === k)])
const code = (text: string): HTMLElement => element('code', {}, text)

type Content = (HTMLElement | string)[]

function section(part: ClaimPart, ...children: Content): HTMLElement {
  return element('section', { class: 'claim-part', id: `part-${part.part}`, 'aria-labelledby': `title-${part.part}` },
    element('header', { class: 'part' }, element('h2', { id: `title-${part.part}` }, part.heading)), ...children)
}

/** A section that can be folded; `gist` says what is in it. */
function folding(part: ClaimPart, count: number, gist: string, ...children: Content): HTMLElement {
  return element('section', { class: 'claim-part', id: `part-${part.part}`, 'aria-labelledby': `title-${part.part}` },
    element('details', { class: 'fold', open: count <= LONG },
      element('summary', { class: 'part' }, element('h2', { id: `title-${part.part}` }, part.heading), element('span', { class: 'gist' }, gist)), ...children))
}

const several = (count: number, one: string, many: string): string => `${whole(count)} ${count === 1 ? one : many}`

/** Links to the sources at the end. */
function references(of: Assumptions, row: ClaimRow): HTMLElement {
  const numbers = row.grounds.map((id) => of.claim.grounds.findIndex((g) => g.id === id)).filter((k) => k >= 0)
  return element('span', { class: 'refs' }, ...numbers.flatMap((k) => [' ', element('a', { href: `#source-${k + 1}` }, `[${k + 1}]`)]))
}

/** A setting's value as words: "rigid down". */
const words = (value: string): string => value.replaceAll('_', ' ')

const caseOf = (of: Assumptions, row: ClaimRow): string =>
  [row.condition === null ? '' : `${row.condition} ${of.claim.condition}`, row.closure === null ? '' : `labour ${words(row.closure)}`].filter((t) => t !== '').join('; ')

/** "206.4 bn USD", or the two ends where there is no middle. */
function said(line: Line, unit: string | null): string {
  if (line.value !== null) return amount(line.value, unit)
  return line.low95 === null ? '' : `${amount(line.low95, unit)} to ${amount(line.high95!, unit)}`
}

function formulaOf(row: ClaimRow): HTMLElement[] {
  if (row.formula === null) return []
  return [element('p', { class: 'formula' }, code(`= ${row.formula}`), ...(row.numbers === null || row.numbers === row.formula ? [] : [element('br'), ' ', code(`= ${row.numbers}`)]))]
}

/** How it is computed: formulas with names and with numbers, and the commands that do it again. */
function how(formulas: HTMLElement[], commands: string[]): HTMLElement {
  return element('details', { class: 'how-made' }, element('summary', {}, 'How it is computed'), ...formulas, element('p', { class: 'again' }, ...commands.flatMap((c) => [code(c), ' '])))
}

/** A row as a line of a list. */
function line(of: Assumptions, row: ClaimRow, part: string): Part {
  const value = element('b', { class: 'value' })
  const note = element('span', { class: 'verdict' })
  const root = element('li', { 'data-id': row.id }, element('p', { class: 'first' }, `${row.title}${row.vintage === null ? '' : ` (${row.vintage})`}: `, value, ' ', note, references(of, row)),
    ...(row.note === null ? [] : [element('p', { class: 'note' }, row.note)]),
    how(formulaOf(row), [row.command, ...(row.engine_command === null ? [] : [row.engine_command])]))
  const published = row.published === null ? '' : `published ${amount(row.published, row.unit)}; `
  return {
    root,
    refresh() {
      const now = of.line(row)
      const side = part === 'bounds' ? `${row.group} ` : ''
      value.textContent = said(now, row.unit) === '' ? '' : `${side}${said(now, row.unit)}`
      note.textContent = now.changed ? `in the report ${said({ ...row, changed: false }, row.unit)}` : row.verdict === 'range' ? '' : `${published}${row.verdict ?? ''}`
      root.classList.toggle('changed', now.changed)
    },
  }
}

/** Parts with the same heads: all refresh together. */
function together(root: HTMLElement, parts: Part[]): Part {
  return { root, refresh: () => parts.forEach((p) => p.refresh()) }
}

// ---- words

function meaning(part: ClaimPart): Part {
  return still(section(part,
    element('p', {}, `Checked: ${part.metric}, `, element('b', {}, `${part.direction} ${amount(part.threshold!, part.unit ?? null)}`), `. Horizon: ${part.horizon}.`),
    element('ul', {}, ...(part.readings ?? []).map((r, k) => element('li', {}, element('b', {}, `${k === 0 ? 'Checked here' : 'Another reading'}: ${r.title}. `), r.text)))))
}

function vintage(of: Assumptions, part: ClaimPart): Part {
  const dated = of.claim.grounds.filter((g) => g.known !== null)
  return still(section(part, element('p', {}, `Ex ante: what was public by ${day(part.ex_ante!)} (${dated.filter((g) => g.known! <= part.ex_ante!).length} of the ${dated.length} ` +
    `figures used). Ex post: by ${day(part.ex_post!)}. A line marked ex ante uses nothing later.`)))
}

function changes(part: ClaimPart): Part {
  return still(section(part, element('ul', {}, ...(part.changes ?? []).map((text) => element('li', {}, text)))))
}

// ---- numbers

function lines(of: Assumptions, part: ClaimPart, grouped: boolean): Part {
  const made = group(part.rows!, (r) => (grouped ? r.group : '')).map(([heading, rows]) => {
    const own = rows.map((r) => line(of, r, part.part))
    return { heading, own }
  })
  const published = part.rows!.filter((r) => r.published !== null)
  const reproduced = published.filter((r) => r.verdict === 'reproduced').length
  const gist = several(part.rows!.length, 'line', 'lines') + (published.length === 0 ? '' : `; published ${published.length}, reproduced ${reproduced}`)
  const root = folding(part, part.rows!.length, gist, ...made.flatMap(({ heading, own }) => [...(heading === '' ? [] : [element('h3', {}, heading)]), element('ul', { class: 'lines' }, ...own.map((l) => l.root))]))
  return together(root, made.flatMap(({ own }) => own))
}

/** The threshold's own unit: a line in another one is not on its axis. */
const comparable = (of: Assumptions, row: ClaimRow): boolean => row.unit === of.claim.unit && row.value !== null

function bounds(of: Assumptions, part: ClaimPart): Part {
  const deciding = of.claim.direction === 'at most' ? 'at least' : 'at most' // the side that can rule the claim out
  const rows = part.rows!.filter((r) => comparable(of, r) && r.group === deciding && r.counts === null)
  const list = lines(of, part, false)
  if (rows.length === 0) return list
  const chart = figure('claim-bounds', 'Bounds and the claim', (width): Drawing => {
    const now = rows.map((r) => ({ row: r, value: of.line(r).value })).filter((r) => r.value !== null)
    const excluded = now.filter(({ value }) => deciding === 'at most' ? value! < of.claim.threshold : value! > of.claim.threshold).length
    return {
      says: excluded === 0 ? 'No bound rules the claim out.' : `${excluded} of the ${rows.length} bounds that could rule the claim out do, whatever a model says.`,
      chart: against(now.map(({ row, value }) => ({ name: `${row.group}: ${(row.label ?? row.title).trim()}`, value: value!, low95: null, low67: null, high67: null, high95: null })),
        of.claim.threshold, width, of.claim.unit, plain),
      table: { head: [`Bound, ${deciding}`, of.claim.unit], rows: now.map(({ row, value }) => [row.title, amount(value!, null)]) },
    }
  })
  return { root: list.root, chart: chart.root, refresh: () => { list.refresh(); chart.refresh() } }
}

function nameOf(row: ClaimRow, first: ClaimRow): string {
  const which = [row.condition ?? '', row.closure === null ? '' : `labour ${words(row.closure)}`].filter((t) => t !== '').join(', ')
  return `${(first.label ?? first.title.split(';')[0]!).trim()}${which === '' ? '' : `, ${which}`}`
}

const MODEL_HEAD = ['Case', 'Central', 'Two thirds', '95 %', '']

function family(of: Assumptions, rows: ClaimRow[]): Part {
  const first = rows[0]!
  const table = element('div')
  const fixed = rows.some((r) => !of.follows(r))
  const root = element('li', { 'data-id': first.id },
    element('p', { class: 'first' }, element('b', {}, first.title.split(/; (?:labour: |without |with )/)[0]!), first.vintage === null ? '' : ` (${first.vintage})`, references(of, first)), table,
    ...(first.note === null ? [] : [element('p', { class: 'note' }, first.note)]),
    ...(fixed ? [element('p', { class: 'note' }, 'This line asks an engine for each draw and does not follow the numbers above; the command does.')] : []),
    how(group(rows.filter((r) => r.formula !== null), (r) => r.formula!).flatMap(([, same]) => formulaOf(same[0]!)),
      [first.command, ...group(rows, (r) => r.engine_command ?? '').map(([c]) => c).filter((c) => c !== '')]))
  return {
    root,
    refresh() {
      const now = rows.map((r) => of.line(r))
      root.classList.toggle('changed', now.some((l) => l.changed))
      table.replaceChildren(tableOf({
        head: MODEL_HEAD.map((h, k) => (k === 1 ? `${h}, ${first.unit ?? ''}` : h)),
        rows: rows.map((r, k) => {
          const l = now[k]!
          const between = (low: number | null, high: number | null): string => (low === null || high === null ? '' : `${amount(low, null)} to ${amount(high, null)}`)
          return [caseOf(of, r) || 'as it is', l.value === null ? '–' : amount(l.value, null), between(l.low67, l.high67), between(l.low95, l.high95),
            l.changed ? `in the report ${r.value === null ? '–' : amount(r.value, null)}` : r.verdict ?? '']
        }),
      }, first.title.split(/; (?:labour: |without |with )/)[0]!))
    },
  }
}

function models(of: Assumptions, part: ClaimPart): Part {
  const all = part.rows!.filter((r) => r.id !== 'disagreement')
  const rest = part.rows!.filter((r) => r.id === 'disagreement').map((r) => line(of, r, part.part))
  const families = group(all, (r) => r.id)
  const charted = families.flatMap(([, rows]) => rows.filter((row) => row.counts === null && row.fixed !== true && row.repeats !== true).map((row) => ({ row, name: nameOf(row, rows[0]!) })))
    .filter(({ row }) => comparable(of, row))
  const made = families.map(([, rows]) => family(of, rows))
  const chart = figure('claim-models', 'Every model and the claim', (width): Drawing => {
    const results = charted.map(({ row, name }) => ({ name, ...of.line(row) })).filter((r): r is Result & typeof r => r.value !== null)
    const met = results.filter((r) => of.claim.direction === 'at most' ? r.value <= of.claim.threshold : r.value >= of.claim.threshold).length
    return {
      says: `${met} of ${results.length} central estimates meet the claim.`,
      chart: against(results, of.claim.threshold, width, of.claim.unit, plain),
      table: { head: ['Case', of.claim.unit, localised('2.5 %'), localised('97.5 %')], rows: results.map((r) => [r.name, amount(r.value, null), r.low95 === null ? '' : amount(r.low95, null), r.high95 === null ? '' : amount(r.high95, null)]) },
    }
  }, [element('p', {}, `Circle: the middle; thick: two thirds; thin: 95 % of the stated distributions; dashed: the claim.${
    of.claim.condition === null ? '' : ` With and without: ${of.claim.condition}.`}`)])
  const root = folding(part, made.length, `${several(made.length, 'model', 'models')}, ${several(all.length, 'case', 'cases')}`,
    element('ul', { class: 'lines' }, ...rest.map((l) => l.root), ...made.map((l) => l.root)))
  return { root, ...(charted.length === 0 ? {} : { chart: chart.root }), refresh: () => { rest.forEach((l) => l.refresh()); made.forEach((l) => l.refresh()); chart.refresh() } }
}

function sensitivity(part: ClaimPart): Part {
  const figures = group(part.rows!, (r) => r.group).map(([heading, rows], k) => {
    const swings = rows.filter((r) => r.verdict === 'tornado')
    const index = (r: ClaimRow, verdict: string): string => {
      const found = rows.find((o) => o.id === r.id && o.title === r.title && o.verdict === verdict)
      return found?.value == null ? '' : `${plain(found.value)}${found.low95 === null ? '' : ` ± ${plain((found.high95! - found.low95) / 2 / 1.96)}`}`
    }
    return figure(`claim-depends-${k + 1}`, heading, (width): Drawing => ({
      says: '',
      chart: tornado(swings.map((r) => ({ name: r.title, low: r.low67!, high: r.high67!, middle: r.value! })), width, swings[0]?.unit ?? '', plain),
      table: { head: ['Input', 'Over its two thirds', 'First-order index', 'Total index'],
        rows: swings.map((r) => [r.title, `${amount(r.low67!, null)} to ${amount(r.high67!, null)}`, index(r, 'first-order index'), index(r, 'total index')]) },
    }))
  })
  const root = folding(part, figures.length > 2 ? Infinity : 0, several(figures.length, 'chart', 'charts'),
    element('p', {}, 'The result at the ends of each number’s two thirds, the others at their medians, as the report was made.'),
    element('div', { class: 'grid' }, ...figures.map((f) => f.root)))
  return { root, refresh: () => figures.forEach((f) => f.refresh()) }
}

/** When a claim is improbable either way, what is said to have stopped it did not decide it: the words of the command, whose limits these are. */
function conditionDecides(without: number, withIt: number): string {
  if (without < 0.05 && withIt < 0.05) return 'both are near 0: the condition does not decide the claim'
  return without > 0.95 && withIt > 0.95 ? 'both are near 1: the condition does not decide the claim' : 'the condition matters'
}

/** What the condition changes, model by model; in one sentence where it is the same for all. */
function differences(condition: string, verdicts: [model: string, verdict: string][]): HTMLElement[] {
  const alike = group(verdicts, ([, verdict]) => verdict)
  if (verdicts.length === 0) return []
  return [element('p', {}, `What ${condition} changes: `, ...alike.flatMap(([verdict, same], k) =>
    [...(k === 0 ? [] : ['; ']), element('b', {}, verdict), alike.length === 1 ? (same.length === 1 ? '' : ` (in all ${same.length} models)`) : ` (${same.map(([model]) => model).join('; ')})`]), '.')]
}

function probability(of: Assumptions, part: ClaimPart): Part {
  const models = of.claim.parts.find((p) => p.part === 'models')!.rows!
  const place = element('div')
  const rows = part.rows!.filter((r) => r.group !== 'difference')
  const model = (r: ClaimRow): string => (r.label ?? r.title.replace(/^P\([^)]*\): /, '').split(';')[0]!).trim()
  const now = (r: ClaimRow): { value: number | null; said: string } => {
    const source = models.find((m) => m.id === r.id && m.condition === (r.condition ?? m.condition) && m.closure === r.closure)
    const drawn = source === undefined ? undefined : of.line(source)
    return drawn?.changed === true && drawn.probability !== undefined ? { value: drawn.probability, said: `${of.likelihood(drawn.probability)} *` }
      : { value: r.value, said: r.verdict ?? '' }
  }
  const decided = (): [string, string][] => group(rows, (r) => `${r.id} ${r.closure ?? ''}`).flatMap(([, same]): [string, string][] => {
    const [without, withIt] = ['without', 'with'].map((condition) => same.find((r) => r.condition === condition))
    return without === undefined || withIt === undefined ? [] : [[model(without), conditionDecides(now(without).value ?? NaN, now(withIt).value ?? NaN)]]
  })
  return {
    root: section(part, place, element('p', { class: 'note' }, 'Words are those of the IPCC’s calibrated scale (Mastrandrea et al. 2010). A star: with your numbers.')),
    refresh() {
      const table = tableOf({ head: ['Model', 'Case', 'Probability', 'In words'], rows: rows.map((r) => {
        const { value, said: likely } = now(r)
        return [model(r), caseOf(of, r) || 'as it is', value === null ? '–' : plain(value), likely]
      }) }, part.heading)
      place.replaceChildren(...differences(of.claim.condition ?? '', decided()), table)
    },
  }
}

function sources(of: Assumptions, part: ClaimPart): Part {
  const items = of.claim.grounds.map((g, k) => element('li', { id: `source-${k + 1}`, value: k + 1 }, element('b', {}, g.id), 
    g.value === null ? `. ${capital(g.what)}` : ` = ${amount(g.value, g.unit)}${g.known === null ? '' : ` (${g.year}, public by ${day(g.known)})`}: ${g.what}`, `. ${g.source}`,
    ...(g.address === null ? [] : [' ', /^https?:/.test(g.address) ? element('a', { href: g.address, rel: 'noreferrer' }, g.address) : code(g.address)])))
  return still(folding(part, items.length, several(items.length, 'source', 'sources'), element('ol', { class: 'inputs' }, ...items),
    element('p', {}, `${whole(part.draws ?? 0)} quasi-random draws (Halton) for quantiles and probabilities; ${whole(part.sobol_draws ?? 0)} pairs by counter, seed ${part.seed}, for the indices. Cohong ${part.engine}. ` +
      'All of it again: ', code(`cohong claim ${of.claim.given}`)),
    element('details', {}, element('summary', {}, 'Files that it rests on, with their SHA-256'),
      element('ul', { class: 'inputs' }, ...(part.inputs ?? []).map((f) => element('li', {}, f.path, ' ', code(f.sha256)))))))
}

const MAKERS: Record<string, (of: Assumptions, part: ClaimPart) => Part> = {
  vintage, bounds, models, probability, sources,
  meaning: (_, part) => meaning(part), sensitivity: (_, part) => sensitivity(part), figures: (of, part) => lines(of, part, true), break_even: (of, part) => lines(of, part, true), change: (_, part) => changes(part),
}

export function partsOf(of: Assumptions): Part[] {
  return of.claim.parts.filter((p) => p.part in MAKERS && (p.rows === undefined || p.rows.length > 0)).map((p) => MAKERS[p.part]!(of, p))
}
