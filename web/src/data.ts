// What the page computes with. A report carries it inside; the page fetches it from beside itself.

/** The tariffs of one importer on one exporter after a change, by sector. */
export interface PairChange { importer: string; exporter: string; tariffs: Record<string, number> }
export interface Scenario {
  id: string; title: string; world_path: string
  settings: Record<string, string | number | null>
  changes: PairChange[]
  trade_cost_hat?: Record<string, number>
  technology_hat?: Record<string, number>
  labour_hat?: Record<string, number>
}

/** What a law added since a day, on each day on which it changed. */
export interface LawDay { day: string; average: number; added: Record<string, number> }
export interface Law {
  importer: string; exporter: string; file: string; weighting: 'imports' | 'lines'; since: string; until: string; days: LawDay[]
}
export interface Range { name: string; central: number; low95: number; low67: number; median: number; high67: number; high95: number }
export interface Game {
  players: string; outcome: string; gain: number
  countries: { country: string; player: number; median_tariff: number | null; welfare_start: number; welfare: number }[]
}
export interface Channel { sellers: number; sales: number }
export interface FirmMarket {
  market: string; platform: Channel; direct: Channel; sellers_without: number; sales_without: number
  new_sellers: number; new_sales: number; replaced_sales: number
}
export interface Firms { title: string; market: FirmMarket; jobs: { word: string; what: string; persons: number }[] }

/** The part of a run's manifest that a report shows. */
export interface Manifest { version: string; inputs: { path: string; sha256: string }[]; residual: number; iterations: number; kernels: string }

/** A line of a claim's report; docs/claims.md has what each member says. */
export interface ClaimRow {
  id: string; group: string; title: string; label: string | null; closure: string | null; condition: string | null; vintage: string | null
  unit: string | null; value: number | null; low95: number | null; low67: number | null; high67: number | null; high95: number | null
  published: number | null; verdict: string | null; formula: string | null; numbers: string | null; note: string | null; counts: string | null; fixed?: boolean; repeats?: boolean
  command: string; engine_command: string | null; grounds: string[]
}
export interface Ground {
  id: string; kind: 'fact' | 'assumption' | 'prior' | 'engine'; what: string; value: number | null; unit: string | null; year?: number
  known: string | null; source: string; address: string | null
  distribution?: 'triangular' | 'lognormal'; low?: number | null; mode?: number | null; high?: number | null; log_sd?: number | null
  domain?: [number | null, number | null]
}
/** A part of the report as `cohong claim --json` has it. */
export interface ClaimPart {
  part: string; heading: string
  title?: string; text?: string; speaker?: string; date?: string; address?: string; finding?: string
  metric?: string; threshold?: number; unit?: string; direction?: string; horizon?: string; condition?: string | null
  readings?: { title: string; text: string }[]; ex_ante?: string; ex_post?: string; rows?: ClaimRow[]; changes?: string[]
  grounds?: Ground[]; engine?: string; draws?: number; sobol_draws?: number; seed?: number; inputs?: { path: string; sha256: string }[]
}
/** What the parts say together. */
export interface Claim { parts: ClaimPart[]; given: string; threshold: number; unit: string; direction: string; condition: string | null; grounds: Ground[] }

export interface Data {
  format: number
  claim?: { command: string; parts: ClaimPart[] }
  report?: { command: string | null; created: string | null; manifest: Manifest }
  world: string
  scenarios: Scenario[]
  laws?: Law[]
  ranges?: { title: string; draws: number; results: Range[] }
  games?: Game[]
  firms?: Firms
}

/** A claim that solves no scenario comes without a world. */
export type Contents = Omit<Data, 'world' | 'scenarios'> & Partial<Pick<Data, 'world' | 'scenarios'>>
export const hasModel = (contents: Contents): contents is Data => contents.world !== undefined && contents.scenarios !== undefined

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
}

const inside = (id: string): string | undefined => document.getElementById(id)?.textContent ?? undefined

async function fetched(name: string): Promise<Response> {
  const answer = await fetch(name)
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`)
  return answer
}

export async function load(): Promise<{ data: Contents; code: ArrayBuffer | Uint8Array<ArrayBuffer> }> {
  const [text, code] = [inside('cohong-data'), inside('cohong-engine')]
  if (text !== undefined && code !== undefined) return { data: JSON.parse(text) as Contents, code: bytesOf(code) }
  const [data, engine] = await Promise.all([fetched('data.json'), fetched('engine.wasm')])
  return { data: (await data.json()) as Contents, code: await engine.arrayBuffer() }
}
