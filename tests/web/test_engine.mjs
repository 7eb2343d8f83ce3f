// The engine of the page against the native one: every number that `cohong run --out` writes, for scenarios, closures and market
// structures. Tables hold the shortest text that reads back to the same bits, so equal bytes are equal bits.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { COHONG, DIST, it, plan, ROOT, WORK } from './tap.mjs'

const TABLES = ['countries.csv', 'sectors.csv', 'trade.csv']
const TARIFF = 0 // Numbers.Tariff of web/src/engine.ts
const code = new WebAssembly.Module(readFileSync(join(DIST, 'engine.wasm')))
const data = JSON.parse(readFileSync(join(DIST, 'data.json'), 'utf8'))

function start() {
  const x = new WebAssembly.Instance(code, {}).exports
  const text = (at) => {
    const bytes = new Uint8Array(x.memory.buffer, at)
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))
  }
  const put = (bytes) => {
    const at = x.engine_allocate(bytes.length)
    new Uint8Array(x.memory.buffer, at, bytes.length).set(bytes)
    return at
  }
  const world = Buffer.from(data.world, 'base64')
  assert.equal(x.engine_world(put(world), world.length), 0)
  return { x, text, put }
}

function setTariffs({ x, text }, changes) {
  const [N, J] = [x.engine_countries(), x.engine_sectors()]
  const codes = (which, count) => Array.from({ length: count }, (_, k) => text(x.engine_text(which, k)))
  const [countries, sectors] = [codes(5, N), codes(7, J)]
  const tariff = new Float64Array(x.memory.buffer, x.engine_array(TARIFF), J * N * N)
  for (const { importer, exporter, tariffs } of changes) {
    for (const [sector, level] of Object.entries(tariffs)) {
      tariff[(sectors.indexOf(sector) * N + countries.indexOf(importer)) * N + countries.indexOf(exporter)] = level
    }
  }
}

function tablesOf(scenario, settings) {
  const engine = start()
  const { x, text, put } = engine
  const word = (value) => put(new TextEncoder().encode(`${value}\0`))
  for (const [name, value] of Object.entries(settings)) assert.equal(x.engine_set(word(name), word(value)), 0, text(x.engine_message()))
  setTariffs(engine, scenario.changes)
  assert.equal(x.engine_solve(), 0, text(x.engine_message()))
  assert.equal(x.engine_outcome(), 0, text(x.engine_message()))
  return TABLES.map((_, k) => text(x.engine_table(k)))
}

function nativeTables(path, settings) {
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value])
  execFileSync(COHONG, ['run', path, '--out', join(WORK, 'native'), '--no-store', '--quiet', ...flags])
  return TABLES.map((name) => readFileSync(join(WORK, 'native', name), 'utf8'))
}

const CASES = [
  ...data.scenarios.map(({ id }) => [id, {}]),
  ['us-china-2018-19', { deficits: 'zero' }],
  ['us-china-2018-19', { deficits: 'own_gdp', labour: 'elastic', labour_elasticity: '0.5' }],
  ['us-china-2018-19', { labour: 'rigid_down' }],
  ['us-china-2018-19', { labour: 'sector_specific' }],
  ['trade-war-2019-09', { deficits: 'world_gdp', labour: 'rigid', labour_country: 'USA' }],
]

await it('page and engine are under 400 KB compressed, and no file of the page is missing or new', () => {
  const files = ['cohong.css', 'cohong.js', 'data.json', 'engine.wasm', 'index.html']
  assert.deepEqual(readdirSync(DIST).sort(), files)
  const sizes = files.filter((name) => name !== 'data.json').map((name) => gzipSync(readFileSync(join(DIST, name)), { level: 9 }).length)
  assert.ok(sizes.reduce((a, b) => a + b) < 400_000, String(sizes))
})

await it('asks its host for nothing', () => {
  assert.deepEqual(WebAssembly.Module.imports(code), [])
})

for (const [id, settings] of CASES) {
  await it(`the same bits as the native engine: ${[id, ...Object.values(settings)].join(', ')}`, () => {
    const scenario = data.scenarios.find((s) => s.id === id)
    const [page, native] = [tablesOf(scenario, settings), nativeTables(join(ROOT, `data/scenarios/${id}.toml`), settings)]
    TABLES.forEach((name, k) => assert.ok(page[k] === native[k], `${name} differs`))
  })
}

await it('the same bits as the native engine with free entry (Krugman, a small tariff)', () => {
  const path = join(WORK, 'small.toml')
  writeFileSync(path, `title = "small"\nworld = "${ROOT}/data/worlds/seven-2017"\n[[tariff]]\nimporter = "USA"\nexporter = "CHN"\nsector = "A"\nlevel = 0.05\n`)
  const settings = { structure: 'krugman' }
  const scenario = { changes: [{ importer: 'USA', exporter: 'CHN', tariffs: { A: 0.05 } }] }
  const [page, native] = [tablesOf(scenario, settings), nativeTables(path, settings)]
  TABLES.forEach((name, k) => assert.ok(page[k] === native[k], `${name} differs`))
})

/** An engine with the tariffs of a scenario that ships in it. */
function withTariffs(id) {
  const engine = start()
  setTariffs(engine, data.scenarios.find((s) => s.id === id).changes)
  return engine
}

// The same elasticities in a copy of the world's own file: there `cohong run` knows of no draws.
await it('a draw of elasticities is the native answer on a world that has them', () => {
  const { x } = withTariffs('us-china-2018-19')
  const N = x.engine_countries()
  const [factor, at] = [x.engine_factor(0.9, 0.25), x.engine_allocate(8 * N)]
  assert.ok(Math.abs(Math.log(factor) / 0.25 - 1.2815515655446004) < 1e-12) // the normal distribution's quantile 0.9, from tables
  assert.equal(x.engine_draw(factor, at), 0)
  const welfare = [...new Float64Array(x.memory.buffer, at, N)]
  const folder = join(WORK, 'world')
  cpSync(join(ROOT, 'data/worlds/seven-2017'), folder, { recursive: true })
  rmSync(join(folder, 'world.cohong-cache'), { force: true })
  const [head, ...rows] = readFileSync(join(folder, 'sectors.csv'), 'utf8').trim().split('\n')
  const scaled = rows.map((row) => row.replace(/,([0-9.]+),([a-z]*)$/, (_, theta, kind) => `,${factor * Number(theta)},${kind}`))
  writeFileSync(join(folder, 'sectors.csv'), `${[head, ...scaled].join('\n')}\n`)
  const toml = readFileSync(join(ROOT, 'data/scenarios/us-china-2018-19.toml'), 'utf8')
    .replace('"../worlds/seven-2017"', '"world"').replaceAll(/"([a-z0-9-]+\.csv)"/g, (_, name) => JSON.stringify(join(ROOT, 'data/scenarios', name)))
  writeFileSync(join(WORK, 'scaled.toml'), toml)
  const [countries] = nativeTables(join(WORK, 'scaled.toml'), {})
  assert.deepEqual(welfare, countries.trim().split('\n').slice(1).map((line) => Number(line.split(',')[1])))
})

// Not the same bits: ln(1 + t) and its inverse in src/war are the C library's.
await it('Nash tariffs are those of cohong war nash to 1e-12', () => {
  const { x, text, put } = withTariffs('us-china-2018-19')
  const N = x.engine_countries()
  const codes = Array.from({ length: N }, (_, k) => text(x.engine_text(5, k)))
  const at = x.engine_allocate(4 * 8 * N)
  assert.equal(x.engine_nash(put(Uint8Array.from(codes, (c) => Number(['USA', 'CHN'].includes(c)))), at), 0, text(x.engine_message()))
  const numbers = new Float64Array(x.memory.buffer, at, 4 * N)
  const path = join(ROOT, 'data/scenarios/us-china-2018-19.toml')
  const { countries } = JSON.parse(execFileSync(COHONG, ['war', 'nash', path, '--deficits', 'zero', '--players', 'USA,CHN', '--json'], { encoding: 'utf8' }))
  countries.forEach((c, n) => [c.welfare_start, c.welfare].forEach((value, k) => assert.ok(Math.abs(numbers[k * N + n] - value) < 1e-12, c.country)))
})

await it('refuses bytes that are no world', () => {
  const { x, text, put } = start()
  for (const bytes of [new Uint8Array(0), new Uint8Array(500), Buffer.from(data.world, 'base64').subarray(0, -8)]) {
    assert.notEqual(x.engine_world(put(bytes), bytes.length), 0)
    assert.match(text(x.engine_message()), /not the bytes of a world/)
  }
})

await it('the law of 2019-09-01 as the page has it is that of the scenario that ships', () => {
  const scenario = data.scenarios.find((s) => s.id === 'trade-war-2019-09')
  const { x, text } = start()
  const [N, J] = [x.engine_countries(), x.engine_sectors()]
  const codes = (which, count) => Array.from({ length: count }, (_, k) => text(x.engine_text(which, k)))
  const [countries, sectors] = [codes(5, N), codes(7, J)]
  const base = new Float64Array(x.memory.buffer, x.engine_array(TARIFF), J * N * N)
  for (const { importer, exporter, tariffs } of scenario.changes) {
    const law = data.laws.find((l) => l.importer === importer && l.days[0].day <= '2019-09-01')
    const { added } = law.days.filter((d) => d.day <= '2019-09-01').at(-1)
    for (const [sector, level] of Object.entries(tariffs)) {
      const at = (sectors.indexOf(sector) * N + countries.indexOf(importer)) * N + countries.indexOf(exporter)
      assert.equal(base[at] + added[sector], level, `${importer} on ${exporter}, ${sector}`)
    }
  }
})

plan()
