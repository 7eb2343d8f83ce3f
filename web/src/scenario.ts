// A scenario as the page edits it: changes applied in order, and the closures. It goes into tariffs, an address and a file.
import type { Data, PairChange } from './data'
import { type Engine, Numbers, type World } from './engine'

export const EVERYONE = '*'

/** The tariffs of a scenario that ships, or what a law added by a day, at a strength of 0 to 2. */
export interface ListChange { kind: 'file' | 'law'; of: string; at: string; strength: number }
/** One rate for importers, exporters and sectors: added to what is there, or the level itself. */
export interface RateChange { kind: 'add' | 'level'; importer: string; exporter: string; sectors: string; rate: number }
export type Change = ListChange | RateChange

export interface State {
  start: string // the scenario or "law" that it began as; "own"
  changes: Change[]
  deficits: string
  labour: string
  elasticity: number
  labourCountry: string
  focus: string // the country that is looked at
}

export const GOODS = 'goods'

/** Whether a country's employment can move under a labour closure: only then is "created or lost" defined. */
export const moves = (labour: string): boolean => ['elastic', 'rigid', 'rigid_down'].includes(labour)

export const isList = (change: Change): change is ListChange => change.kind === 'file' || change.kind === 'law'

/** The levels that a list stands for, by sector. */
export function pairOf(data: Data, engine: Engine, change: ListChange): PairChange | undefined {
  if (change.kind === 'file') {
    return data.scenarios.find((s) => s.id === change.of)?.changes[Number(change.at)]
  }
  const law = lawOf(data, change.of, change.at)
  const day = law?.days.filter((d) => d.day <= change.at).at(-1)
  if (law === undefined || day === undefined) return undefined
  const base = engine.copy(Numbers.BaseTariff)
  const cell = cells(engine.world, law.importer, law.exporter)
  const tariffs: Record<string, number> = {}
  engine.world.sectors.forEach(({ code }, j) => {
    const added = day.added[code]
    if (added !== undefined) tariffs[code] = base[cell(j)]! + added
  })
  return { importer: law.importer, exporter: law.exporter, tariffs }
}

/** The law of an importer on a day: of several files the last that had begun. */
export function lawOf(data: Data, importer: string, day: string) {
  return data.laws?.filter((law) => law.importer === importer && law.days[0]!.day <= day).at(-1)
}

const indexOf = (list: { code: string }[], code: string): number => list.findIndex((item) => item.code === code)

/** Where the tariff of an importer on an exporter stands, by sector. */
function cells(world: World, importer: string, exporter: string): (sector: number) => number {
  const N = world.countries.length
  const [n, i] = [indexOf(world.countries, importer), indexOf(world.countries, exporter)]
  return (j) => (j * N + n) * N + i
}

export function sectorsOf(world: World, words: string): number[] {
  const all = world.sectors.map((_, j) => j)
  if (words === EVERYONE) return all
  if (words === GOODS) return all.filter((j) => world.sectors[j]!.kind === 'goods')
  const codes = words.split(',')
  return all.filter((j) => codes.includes(world.sectors[j]!.code))
}

const countriesOf = (world: World, word: string): string[] =>
  word === EVERYONE ? world.countries.map((c) => c.code) : [word]

function applyList(world: World, base: Float64Array, tariff: Float64Array, pair: PairChange, strength: number): void {
  const cell = cells(world, pair.importer, pair.exporter)
  world.sectors.forEach(({ code }, j) => {
    const to = pair.tariffs[code]
    if (to === undefined) return
    const k = cell(j)
    tariff[k] = strength === 1 ? to : base[k]! + strength * (to - base[k]!)
  })
}

function applyRate(world: World, tariff: Float64Array, change: RateChange): void {
  for (const importer of countriesOf(world, change.importer)) {
    for (const exporter of countriesOf(world, change.exporter)) {
      if (importer === exporter) continue
      const cell = cells(world, importer, exporter)
      for (const j of sectorsOf(world, change.sectors)) {
        tariff[cell(j)] = change.kind === 'level' ? change.rate : tariff[cell(j)]! + change.rate
      }
    }
  }
}

/** The tariffs after some changes. */
export function tariffsAfter(data: Data, engine: Engine, changes: Change[]): Float64Array {
  const base = engine.copy(Numbers.BaseTariff)
  const tariff = base.slice()
  for (const change of changes) {
    if (!isList(change)) applyRate(engine.world, tariff, change)
    else {
      const pair = pairOf(data, engine, change)
      if (pair !== undefined) applyList(engine.world, base, tariff, pair, change.strength)
    }
  }
  return tariff
}

/** Everything that the state says, into the engine. */
export function apply(data: Data, engine: Engine, state: State): void {
  engine.reset()
  engine.view(Numbers.Tariff)!.set(tariffsAfter(data, engine, state.changes))
  const start = data.scenarios.find((s) => s.id === state.start)
  const hats = [[Numbers.TradeCostHat, start?.trade_cost_hat], [Numbers.TechnologyHat, start?.technology_hat],
    [Numbers.LabourSupply, start?.labour_hat]] as const
  for (const [which, entries] of hats) {
    if (entries === undefined) continue
    const view = engine.view(which)!
    for (const [k, value] of Object.entries(entries)) view[Number(k)] = value
    engine.shockEverything()
  }
}

/** Settings that differ from those of the engine's model make it set up anew, so that only these are given. */
export function settingsOf(data: Data, state: State): [string, string][] {
  const start = data.scenarios.find((s) => s.id === state.start)
  const own = Object.entries(start?.settings ?? {})
    .filter(([name, value]) => value !== null && !['deficits', 'labour', 'labour_elasticity', 'labour_country', 'instructions'].includes(name))
    .map(([name, value]) => [name, String(value)] as [string, string])
  const elasticity: [string, string][] = state.labour === 'elastic' ? [['labour_elasticity', String(state.elasticity)]] : []
  return [...own, ['deficits', state.deficits], ['labour', state.labour], ['labour_country', moves(state.labour) ? state.labourCountry : EVERYONE], ...elasticity]
}

// ---- beginnings

/** The two countries most are here to see, where the world has them. */
export function defaultFocus(world: World): string {
  return world.countries.some((c) => c.code === 'USA') ? 'USA' : world.countries[0]!.code
}

export function startFrom(data: Data, world: World, id: string): State {
  const scenario = data.scenarios.find((s) => s.id === id)
  const settings = scenario?.settings ?? {}
  const lists: Change[] = (scenario?.changes ?? []).map((_, k) => ({ kind: 'file', of: id, at: String(k), strength: 1 }))
  return {
    start: id,
    changes: lists,
    deficits: String(settings.deficits ?? 'fixed'),
    labour: String(settings.labour ?? 'full'),
    elasticity: typeof settings.labour_elasticity === 'number' ? settings.labour_elasticity : 0.5,
    labourCountry: String(settings.labour_country ?? EVERYONE),
    focus: defaultFocus(world),
  }
}

export function startFromLaw(data: Data, world: World, day: string): State {
  const importers = [...new Set(data.laws?.map((law) => law.importer))]
  return {
    ...startFrom(data, world, 'law'),
    changes: importers.map((importer) => ({ kind: 'law', of: importer, at: day, strength: 1 })),
  }
}

// ---- as an address

const SEPARATOR = '~'

function encodeChange(c: Change): string {
  const parts = isList(c) ? [c.kind, c.of, c.at, c.strength] : [c.kind, c.importer, c.exporter, c.sectors, c.rate]
  return parts.join(SEPARATOR)
}

function decodeChange(text: string): Change | undefined {
  const [kind, a, b, c, d] = text.split(SEPARATOR)
  const number = Number(kind === 'file' || kind === 'law' ? c : d)
  if (a === undefined || b === undefined || c === undefined || !Number.isFinite(number)) return undefined
  if (kind === 'file' || kind === 'law') return { kind, of: a, at: b, strength: number }
  if (kind === 'add' || kind === 'level') return { kind, importer: a, exporter: b, sectors: c, rate: number }
  return undefined
}

export function toAddress(state: State): string {
  const words = new URLSearchParams({ s: state.start })
  for (const change of state.changes) words.append('c', encodeChange(change))
  words.set('d', state.deficits)
  words.set('l', state.labour)
  if (state.labour === 'elastic') words.set('e', String(state.elasticity))
  if (moves(state.labour)) words.set('lc', state.labourCountry)
  words.set('k', state.focus)
  return `#${words.toString().replaceAll('%7E', SEPARATOR).replaceAll('%2C', ',')}`
}

/** What an address says; undefined when it says nothing of a scenario. What it says wrongly is left out. */
export function fromAddress(data: Data, world: World, hash: string): State | undefined {
  const words = new URLSearchParams(hash.replace(/^#/, ''))
  const start = words.get('s')
  if (start === null) return undefined
  const state = startFrom(data, world, start)
  const known = (code: string | null): code is string => code !== null && world.countries.some((c) => c.code === code)
  const focus = words.get('k')
  const country = words.get('lc')
  const elasticity = Number(words.get('e') ?? 'x')
  state.changes = words.getAll('c').map(decodeChange).filter((c) => c !== undefined)
  if (['fixed', 'zero', 'own_gdp', 'world_gdp'].includes(words.get('d') ?? '')) state.deficits = words.get('d')!
  if (['full', 'elastic', 'rigid', 'rigid_down', 'sector_specific'].includes(words.get('l') ?? '')) state.labour = words.get('l')!
  if (elasticity >= 0 && elasticity <= 100) state.elasticity = elasticity
  if (known(country)) state.labourCountry = country
  if (known(focus)) state.focus = focus
  return state
}

// ---- as a file

const quoted = (text: string): string => JSON.stringify(text)

function listTables(data: Data, engine: Engine, change: ListChange, base: Float64Array): string {
  const pair = pairOf(data, engine, change)
  if (pair === undefined) return ''
  const tariff = base.slice()
  applyList(engine.world, base, tariff, pair, change.strength)
  const cell = cells(engine.world, pair.importer, pair.exporter)
  return engine.world.sectors.map(({ code }, j) => pair.tariffs[code] === undefined ? '' :
    `\n[[tariff]]\nimporter = ${quoted(pair.importer)}\nexporter = ${quoted(pair.exporter)}\nsector = ${quoted(code)}\nlevel = ${tariff[cell(j)]}\n`).join('')
}

function rateTable(world: World, change: RateChange): string {
  const codes = sectorsOf(world, change.sectors).map((j) => quoted(world.sectors[j]!.code))
  const sector = change.sectors === EVERYONE ? '' : `sector = [${codes.join(', ')}]\n`
  return `\n[[tariff]]\nimporter = ${quoted(change.importer)}\nexporter = ${quoted(change.exporter)}\n${sector}${change.kind} = ${change.rate}\n`
}

/** Whether the scenario changes more than tariffs, which its file says and this page only keeps. */
export function beyondTariffs(data: Data, state: State): boolean {
  const start = data.scenarios.find((s) => s.id === state.start)
  return [start?.trade_cost_hat, start?.technology_hat, start?.labour_hat].some((hats) => hats !== undefined)
}

/** The scenario as `cohong run` reads it. Levels of lists are given as numbers, so that the file needs no other. */
export function toToml(data: Data, engine: Engine, state: State, title: string): string {
  const base = engine.copy(Numbers.BaseTariff)
  const labour = state.labour === 'full' ? '' : `labour = ${quoted(state.labour)}\n` +
    (state.labour === 'elastic' ? `labour_elasticity = ${state.elasticity}\n` : '') +
    (state.labourCountry === EVERYONE || !moves(state.labour) ? '' : `labour_country = ${quoted(state.labourCountry)}\n`)
  const structure = data.scenarios.find((s) => s.id === state.start)?.settings.structure
  const model = structure === undefined || structure === 'perfect_competition' ? '' : `\n[model]\nstructure = ${quoted(String(structure))}\n`
  const world = data.scenarios[0]!.world_path
  return `# Run with: cohong run scenario.toml\n# The path of the world is relative to this file.\ntitle = ${quoted(title)}\nworld = ${quoted(world)}\n` +
    `\n[closure]\ndeficits = ${quoted(state.deficits)}\n${labour}${model}` +
    state.changes.map((c) => isList(c) ? listTables(data, engine, c, base) : rateTable(engine.world, c)).join('')
}
