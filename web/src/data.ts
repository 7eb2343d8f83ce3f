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

export interface Data {
  format: number
  report?: { command: string | null; created: string | null; manifest: Manifest }
  world: string
  scenarios: Scenario[]
  laws?: Law[]
  ranges?: { title: string; draws: number; results: Range[] }
  games?: Game[]
  firms?: Firms
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
}

const inside = (id: string): string | undefined => document.getElementById(id)?.textContent ?? undefined

async function fetched(name: string): Promise<Response> {
  const answer = await fetch(name)
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`)
  return answer
}

export async function load(): Promise<{ data: Data; code: ArrayBuffer | Uint8Array<ArrayBuffer> }> {
  const [text, code] = [inside('cohong-data'), inside('cohong-engine')]
  if (text !== undefined && code !== undefined) return { data: JSON.parse(text) as Data, code: bytesOf(code) }
  const [data, engine] = await Promise.all([fetched('data.json'), fetched('engine.wasm')])
  return { data: (await data.json()) as Data, code: await engine.arrayBuffer() }
}
