// The formulas of a claim, by the engine's own code (web/engine/formula.c): the same names, draws and quantiles, and so the same bits.

/** A number, or the distribution of a number that is not known. */
export type Given =
  | { form: 'number'; value: number }
  | { form: 'triangular'; low: number; mode: number; high: number }
  | { form: 'lognormal'; median: number; sd: number }

export interface Drawn { median: number; low95: number; low67: number; high67: number; high95: number; probability: number }

interface Exports {
  memory: WebAssembly.Memory
  engine_allocate(bytes: number): number
  engine_release(block: number): void
  formula_read(text: number): number
  formula_name_count(formula: number): number
  formula_name(formula: number, k: number): number
  formula_spread(formula: number, names: number, threshold: number, atMost: number, to: number): number
  formula_likelihood(probability: number): number
}

const FIELDS = 5
const ANSWERS = 6

export interface Formula { names: string[]; handle: number }

export class Formulas {
  private readonly known = new Map<string, Formula>()

  private constructor(private readonly x: Exports) {}

  static async start(code: BufferSource): Promise<Formulas> {
    const { instance } = await WebAssembly.instantiate(code, {})
    return new Formulas(instance.exports as unknown as Exports)
  }

  private text(at: number): string {
    const bytes = new Uint8Array(this.x.memory.buffer, at)
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))
  }

  /** Read once; undefined where it is no formula. Its text has to stand as long as the formula does. */
  read(text: string): Formula | undefined {
    const old = this.known.get(text)
    if (old !== undefined) return old
    const bytes = new TextEncoder().encode(`${text}\0`)
    const at = this.x.engine_allocate(bytes.length)
    new Uint8Array(this.x.memory.buffer, at, bytes.length).set(bytes)
    const handle = this.x.formula_read(at)
    if (handle === 0) return undefined
    const made = { handle, names: Array.from({ length: this.x.formula_name_count(handle) }, (_, k) => this.text(this.x.formula_name(handle, k))) }
    this.known.set(text, made)
    return made
  }

  /** Draws; `inputs` are the names that are not known, in the order of the claim's file, each a dimension. Undefined: it has no value. */
  spread(formula: Formula, given: (name: string) => Given, inputs: string[], threshold: number, atMost: boolean): Drawn | undefined {
    const block = this.x.engine_allocate(8 * (FIELDS * formula.names.length + ANSWERS))
    const numbers = new Float64Array(this.x.memory.buffer, block, FIELDS * formula.names.length)
    formula.names.forEach((name, k) => {
      const g = given(name)
      const [form, a, b, c] = g.form === 'number' ? [0, g.value, 0, 0] : g.form === 'triangular' ? [1, g.low, g.mode, g.high] : [2, g.median, g.sd, 0]
      numbers.set([form, a, b, c, Math.max(0, inputs.indexOf(name))], FIELDS * k)
    })
    const to = block + numbers.byteLength
    const has = this.x.formula_spread(formula.handle, block, threshold, Number(atMost), to) !== 0
    const [median, low95, low67, high67, high95, probability] = new Float64Array(this.x.memory.buffer, to, ANSWERS)
    this.x.engine_release(block)
    return has ? { median: median!, low95: low95!, low67: low67!, high67: high67!, high95: high95!, probability: probability! } : undefined
  }

  /** The word of the IPCC's scale. */
  likelihood(probability: number): string {
    return this.text(this.x.formula_likelihood(probability))
  }
}
