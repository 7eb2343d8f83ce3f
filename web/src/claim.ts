// The report of a claim, in the order that `cohong claim` prints; what its reader changes moves every line that follows from it.
import { assumptionsPanel } from './claim_assumptions'
import { Assumptions } from './assumptions'
import { type Part, partsOf } from './claim_parts'
import type { Claim, ClaimPart, Data } from './data'
import { byId, element } from './dom'
import { day, localised } from './format'
import { Formulas } from './formulas'

const spoken = (text: string | null): string | null => (text === null ? null : localised(text))

/** A part with the numbers in its sentences as the reader's locale writes them; the words of the claim and of sources stay as they were said. */
function inLocale(part: ClaimPart): ClaimPart {
  return {
    ...part,
    ...(part.title === undefined ? {} : { title: localised(part.title) }),
    ...(part.finding === undefined ? {} : { finding: localised(part.finding) }),
    ...(part.changes === undefined ? {} : { changes: part.changes.map(localised) }),
    ...(part.readings === undefined ? {} : { readings: part.readings.map((r) => ({ title: localised(r.title), text: localised(r.text) })) }),
    ...(part.rows === undefined ? {} : { rows: part.rows.map((r) => ({ ...r, title: localised(r.title), label: spoken(r.label), note: spoken(r.note) })) }),
    ...(part.grounds === undefined ? {} : { grounds: part.grounds.map((g) => ({ ...g, what: localised(g.what), source: g.kind === 'fact' ? g.source : localised(g.source) })) }),
  }
}

/** What the parts say together. */
function gathered(given: string, parts: ClaimPart[]): Claim {
  const part = (name: string): ClaimPart => parts.find((p) => p.part === name)!
  const meaning = part('meaning')
  return {
    parts, given, threshold: meaning.threshold!, unit: meaning.unit!, direction: meaning.direction!, condition: meaning.condition ?? null,
    grounds: part('sources').grounds!,
  }
}

/** The engine's headline steps back: the page is about the claim, and the model below is there to be moved. */
function introduceModel(): void {
  const headline = byId('answer')
  const lower = element('h3', { id: 'answer', tabindex: -1, class: 'headline' }, headline.textContent ?? '')
  headline.replaceWith(lower)
  byId('model').prepend(element('header', { class: 'part' }, element('h2', {}, 'The model, to move yourself'),
    element('p', {}, 'The scenarios that the claim solves, with the world inside this file: change tariffs and closures, and the engine solves again here.')))
}

/** The charts that answer at once, before everything that they rest on. */
function glance(parts: Part[]): HTMLElement[] {
  const charts = parts.flatMap((part) => (part.chart === undefined ? [] : [part.chart]))
  return charts.length === 0 ? [] : [element('section', { id: 'glance', class: charts.length > 1 ? 'grid' : '', 'aria-label': 'The claim at a glance' }, ...charts)]
}

export async function showClaim(from: NonNullable<Data['claim']>, code: BufferSource): Promise<void> {
  const claim = gathered(from.command, from.parts.map(inLocale))
  const assumptions = new Assumptions(claim, await Formulas.start(code))
  const head = claim.parts.find((p) => p.part === 'claim')!
  const parts: Part[] = partsOf(assumptions)
  const said = element('p', { role: 'status', class: 'said' })
  const own = element('span', { class: 'own-note' })
  const refresh = (): void => {
    parts.forEach((part) => part.refresh())
    own.textContent = assumptions.count === 0 ? '' : 'So says the report as it was made; with your numbers the charts and lines below differ.'
    said.textContent = assumptions.count === 0 ? '' :
      `You changed ${assumptions.count === 1 ? 'one number' : `${assumptions.count} numbers`}: lines that follow from it are marked and are no longer those of the report.`
  }
  const panel = assumptionsPanel(assumptions, refresh)
  document.title = `${head.title ?? 'A claim'}: a Cohong report`
  byId('claim').replaceChildren(
    element('header', { class: 'lead' },
      element('p', { class: 'kicker' }, head.title ?? ''),
      element('h1', {}, `“${head.text ?? ''}”`),
      element('p', { class: 'how' }, `${head.speaker ?? ''}, ${day(head.date ?? '')}. `, element('a', { href: head.address ?? '', rel: 'noreferrer' }, 'Where it was read')),
      element('p', { class: 'trade' }, head.finding ?? '', ' ', own)),
    ...glance(parts), panel, said, ...parts.map((part) => part.root))
  byId('version').textContent = claim.parts.find((p) => p.part === 'sources')?.engine ?? ''
  introduceModel()
  refresh()
  // For whoever wants to check: every line that the page can compute, computed again with the numbers as they are.
  Object.assign(globalThis, { cohongClaimAgain: () => claim.parts.flatMap((p) => p.rows ?? []).flatMap((row) => {
    const drawn = assumptions.again(row)
    return drawn === undefined ? [] : [{ id: row.id, condition: row.condition, drawn }]
  }) })
}
