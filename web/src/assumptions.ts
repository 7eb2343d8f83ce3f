// What a claim rests on, as its reader may change it, and the lines of the report that follow.
import type { Claim, ClaimRow, Ground } from './data'
import type { Drawn, Formulas, Given } from './formulas'

/** The numbers of a line now, and whether they are others than the report was made with. */
export interface Line { value: number | null; low95: number | null; low67: number | null; high67: number | null; high95: number | null; probability?: number; changed: boolean }

export function declared(g: Ground): Given | undefined {
  if (g.kind === 'engine' || g.value === null) return undefined
  if (g.distribution === 'triangular') return { form: 'triangular', low: g.low!, mode: g.mode!, high: g.high! }
  if (g.distribution === 'lognormal') return { form: 'lognormal', median: g.value, sd: g.log_sd! }
  return { form: 'number', value: g.value }
}

export class Assumptions {
  readonly grounds: Map<string, Ground>
  private readonly own = new Map<string, Given>()
  private readonly kept = new Map<string, Drawn | undefined>()

  constructor(readonly claim: Claim, private readonly formulas: Formulas) {
    this.grounds = new Map(claim.grounds.map((g) => [g.id, g]))
  }

  given(id: string): Given | undefined {
    const ground = this.grounds.get(id)
    return this.own.get(id) ?? (ground === undefined ? undefined : declared(ground))
  }

  isOwn(id: string): boolean {
    return this.own.has(id)
  }

  set(id: string, given: Given): void {
    if (JSON.stringify(given) === JSON.stringify(declared(this.grounds.get(id)!))) this.own.delete(id)
    else this.own.set(id, given)
  }

  reset(): void {
    this.own.clear()
  }

  get count(): number {
    return this.own.size
  }

  /** Whether the page can compute a formula by itself: it names no engine. */
  private computed(text: string): Drawn | undefined {
    const formula = this.formulas.read(text)
    if (formula === undefined || formula.names.some((name) => this.given(name) === undefined)) return undefined
    const inputs = this.claim.grounds.filter((g) => formula.names.includes(g.id) && this.given(g.id)!.form !== 'number').map((g) => g.id)
    const key = JSON.stringify([text, formula.names.map((name) => this.given(name))])
    if (!this.kept.has(key)) {
      this.kept.set(key, this.formulas.spread(formula, (name) => this.given(name)!, inputs, this.claim.threshold, this.claim.direction === 'at most'))
    }
    return this.kept.get(key)
  }

  follows(row: ClaimRow): boolean {
    if (row.formula === null) return false
    const formula = this.formulas.read(row.formula)
    return formula !== undefined && formula.names.every((name) => this.given(name) !== undefined)
  }

  private touched(row: ClaimRow): boolean {
    return row.formula !== null && this.formulas.read(row.formula)?.names.some((name) => this.own.has(name)) === true
  }

  /** A line that nothing of what was changed reaches stays as it was printed. */
  line(row: ClaimRow): Line {
    const { value, low95, low67, high67, high95 } = row
    if (!this.follows(row) || !this.touched(row)) return { value, low95, low67, high67, high95, changed: false }
    const drawn = this.computed(row.formula!)
    if (drawn === undefined) return { value: null, low95: null, low67: null, high67: null, high95: null, changed: true }
    return low95 === null ? { value: drawn.median, low95, low67, high67, high95, probability: drawn.probability, changed: true }
      : { value: drawn.median, low95: drawn.low95, low67: drawn.low67, high67: drawn.high67, high95: drawn.high95, probability: drawn.probability, changed: true }
  }

  /** Computed here whether or not anything was changed: with the numbers of the report it has the bits of the report. */
  again(row: ClaimRow): Drawn | undefined {
    return this.follows(row) ? this.computed(row.formula!) : undefined
  }

  likelihood(probability: number): string {
    return this.formulas.likelihood(probability)
  }
}
