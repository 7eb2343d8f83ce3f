// The engine: libcohong as WebAssembly (web/engine/engine.c), with numbers read straight from its memory.

interface Exports {
  memory: WebAssembly.Memory
  engine_allocate(bytes: number): number
  engine_release(block: number): void
  engine_message(): number
  engine_world(bytes: number, length: number): number
  engine_countries(): number
  engine_sectors(): number
  engine_year(): number
  engine_unit(): number
  engine_sector_kind(sector: number): number
  engine_text(which: number, at: number): number
  engine_defaults(): void
  engine_set(name: number, value: number): number
  engine_reset(): void
  engine_shock_everything(): void
  engine_solve(): number
  engine_outcome(): number
  engine_iterations(): number
  engine_residual(): number
  engine_measure_count(): number
  engine_measure(measure: number, country: number): number
  engine_array(which: number): number
  engine_table(which: number): number
  engine_factor(u: number, sd: number): number
  engine_draw(factor: number, welfare: number): number
  engine_nash(players: number, numbers: number): number
}

/** Arrays by number, as in engine.c. */
export enum Numbers {
  Tariff, TradeCostHat, TechnologyHat, LabourSupply, BaseTariff, BaseTrade, BaseOutput, Trade, Output, PriceHat, UnitCostHat,
  BaseEmployment, Employment, Reallocated, Supported,
}

/** Texts by number, as in engine.c. */
enum Text {
  WorldName, Currency, Provenance, Licence, Version, CountryCode, CountryName, SectorCode, SectorName, JobWord, JobWordIs, JobWordIsNot,
  MeasureName,
}

export interface Sector { code: string; name: string; kind: 'goods' | 'services' | 'unknown' }
export interface Country { code: string; name: string }
export interface JobWord { word: string; is: string; isNot: string }
export interface World {
  name: string; currency: string; provenance: string; licence: string; year: number; unit: number
  countries: Country[]; sectors: Sector[]
}

/** Of one country after a game: changes of welfare before and after, the median of the tariffs that it set, what it would gain by changing them. */
export interface GameEnd { start: number; end: number; median: number; gain: number }

/** How a solve ended; `why` is empty when it converged. */
export interface Outcome { converged: boolean; why: string; iterations: number; residual: number }

export const TABLES = ['countries.csv', 'sectors.csv', 'trade.csv'] as const

export class Engine {
  readonly world: World
  readonly version: string
  readonly words: JobWord[]
  private readonly measureNames: string[]

  private constructor(private readonly x: Exports, bytes: Uint8Array) {
    const at = x.engine_allocate(bytes.length)
    new Uint8Array(x.memory.buffer, at, bytes.length).set(bytes)
    const status = x.engine_world(at, bytes.length)
    x.engine_release(at)
    if (status !== 0) throw new Error(this.message())
    this.world = this.describe()
    this.version = this.text(Text.Version)
    this.words = [0, 1, 2, 3, 4].map((k) => ({
      word: this.text(Text.JobWord, k), is: this.text(Text.JobWordIs, k), isNot: this.text(Text.JobWordIsNot, k),
    }))
    this.measureNames = Array.from({ length: x.engine_measure_count() }, (_, k) => this.text(Text.MeasureName, k))
  }

  static async start(code: BufferSource, world: Uint8Array): Promise<Engine> {
    const { instance } = await WebAssembly.instantiate(code, {})
    return new Engine(instance.exports as unknown as Exports, world)
  }

  private describe(): World {
    const kinds = ['unknown', 'goods', 'services'] as const
    return {
      name: this.text(Text.WorldName), currency: this.text(Text.Currency), provenance: this.text(Text.Provenance),
      licence: this.text(Text.Licence), year: this.x.engine_year(), unit: this.x.engine_unit(),
      countries: Array.from({ length: this.x.engine_countries() }, (_, n) => ({
        code: this.text(Text.CountryCode, n), name: this.text(Text.CountryName, n),
      })),
      sectors: Array.from({ length: this.x.engine_sectors() }, (_, j) => ({
        code: this.text(Text.SectorCode, j), name: this.text(Text.SectorName, j), kind: kinds[this.x.engine_sector_kind(j)]!,
      })),
    }
  }

  private read(at: number): string {
    const bytes = new Uint8Array(this.x.memory.buffer, at)
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))
  }

  private text(which: Text, at = 0): string {
    return this.read(this.x.engine_text(which, at))
  }

  private message(): string {
    return this.read(this.x.engine_message())
  }

  private write(text: string): number {
    const bytes = new TextEncoder().encode(`${text}\0`)
    const at = this.x.engine_allocate(bytes.length)
    new Uint8Array(this.x.memory.buffer, at, bytes.length).set(bytes)
    return at
  }

  /** All settings as they are by default. */
  defaults(): void {
    this.x.engine_defaults()
  }

  /** One setting by its name in the engine's table. The model is set up anew by the next solve. */
  set(name: string, value: string): void {
    const [a, b] = [this.write(name), this.write(value)]
    const status = this.x.engine_set(a, b)
    this.x.engine_release(a)
    this.x.engine_release(b)
    if (status !== 0) throw new Error(this.message())
  }

  private lengthOf(which: Numbers): number {
    const [N, J] = [this.world.countries.length, this.world.sectors.length]
    switch (which) {
      case Numbers.Tariff: case Numbers.TradeCostHat: case Numbers.BaseTariff: case Numbers.BaseTrade: case Numbers.Trade:
        return J * N * N
      case Numbers.LabourSupply: return N
      case Numbers.Supported: return N * N
      default: return J * N
    }
  }

  /** A view of the engine's memory, good until the next call; null where the world has no employment. */
  view(which: Numbers): Float64Array | null {
    const at = this.x.engine_array(which)
    return at === 0 ? null : new Float64Array(this.x.memory.buffer, at, this.lengthOf(which))
  }

  copy(which: Numbers): Float64Array {
    const view = this.view(which)
    return view === null ? new Float64Array(this.lengthOf(which)).fill(NaN) : view.slice()
  }

  /** Back to the shock that changes nothing. */
  reset(): void {
    this.x.engine_reset()
  }

  /** Productivity, trade costs and labour supply count from now on, until reset. */
  shockEverything(): void {
    this.x.engine_shock_everything()
  }

  solve(): Outcome {
    if (this.x.engine_solve() !== 0) return { converged: false, why: this.message(), iterations: 0, residual: NaN }
    const converged = this.x.engine_outcome() === 0
    return {
      converged, why: converged ? '' : this.message(),
      iterations: this.x.engine_iterations(), residual: this.x.engine_residual(),
    }
  }

  /** Every measure of countries.csv, by name and country. */
  measures(): Record<string, number[]> {
    return Object.fromEntries(this.measureNames.map((name, k) => [name,
      this.world.countries.map((_, n) => this.x.engine_measure(k, n))]))
  }

  /** A table, byte for byte as `cohong run --out` writes it. */
  table(which: number): string {
    const at = this.x.engine_table(which)
    if (at === 0) throw new Error(this.message())
    return this.read(at)
  }

  /** Exact welfare of every country with all trade elasticities times the quantile u of a lognormal factor; NaN: no equilibrium. */
  draw(u: number, sd: number): Float64Array {
    const N = this.world.countries.length
    const at = this.x.engine_allocate(8 * N)
    const failed = this.x.engine_draw(this.x.engine_factor(u, sd), at) !== 0
    const welfare = failed ? new Float64Array(N).fill(NaN) : new Float64Array(this.x.memory.buffer, at, N).slice()
    this.x.engine_release(at)
    return welfare
  }

  /** Nash tariffs from the tariffs as they are; a text where there is no answer. */
  nash(players: boolean[]): GameEnd[] | string {
    const N = this.world.countries.length
    const [who, at] = [this.x.engine_allocate(N), this.x.engine_allocate(4 * 8 * N)]
    new Uint8Array(this.x.memory.buffer, who, N).set(players.map(Number))
    const failed = this.x.engine_nash(who, at) !== 0
    const numbers = new Float64Array(this.x.memory.buffer, at, 4 * N).slice()
    this.x.engine_release(who)
    this.x.engine_release(at)
    return failed ? this.message() : this.world.countries.map((_, n) => ({ start: numbers[n]!, end: numbers[N + n]!, median: numbers[2 * N + n]!, gain: numbers[3 * N + n]! }))
  }
}
