// Makes the page's data: node web/data/make.mjs BUILD > data.json, where BUILD holds the command and page_data.
// Everything in it is what the library and the command answer; nothing is computed here but differences of law on two days, the
// same subtraction that a scenario's `since` makes.
import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const build = process.argv[2]
const run = (program, ...args) => execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
const ask = (...args) => JSON.parse(run(`${build}/cohong`, ...args, '--json'))

const SCENARIOS = ['us-china-2018-19', 'us-on-china-2018-19', 'china-on-us-2018-19', 'trade-war-2019-09']
const library = JSON.parse(run(`${build}/web/cohong_page_data`, ...SCENARIOS.map((id) => `${id}=data/scenarios/${id}.toml`)))
for (const scenario of library.scenarios) scenario.world_path = 'data/worlds/seven-2017' // from the top of a checkout

// ---- law: what a day's law changed against the first day, by sector, in the way of data/scenarios/trade-war-2019-09.toml

const SINCE = '2018-01-01'
const WEIGHTS_2017 = ['--weights', 'data/law/weights/us-imports-from-china-2017.csv', '--weights-edition', 'hts2017']
const EQUAL = ['--weights', 'equal']
const EQUAL_2018 = [...EQUAL, '--weights-edition', 'hts2018']
const LAWS = [
  { importer: 'USA', exporter: 'CHN', file: 'us.law', weights: WEIGHTS_2017, from: SINCE, to: '2021-12-31', weighting: 'imports' },
  { importer: 'USA', exporter: 'CHN', file: 'us-2025.law', weights: EQUAL, from: '2025-01-01', to: '2026-04-29', weighting: 'lines',
    start: { file: 'us.law', weights: EQUAL_2018 } },
  { importer: 'CHN', exporter: 'USA', file: 'china.law', weights: EQUAL, from: SINCE, to: '2021-06-30', weighting: 'lines' },
]

function averages(law, file, weights, day) {
  const answer = ask('law', 'average', '--law', `data/law/${file}`, '--to', law.importer, '--from', law.exporter, '--on', day, ...weights,
    '--by', 'sector', '--concordance', 'data/law/hs2017-sectors.csv')
  const rows = answer.rows.filter((row) => row.sector !== '(none)' && row.total !== null)
  return { all: answer.all.total, sectors: Object.fromEntries(rows.map((row) => [row.sector, row.total])) }
}

function lawSeries(law) {
  const start = averages(law, law.start?.file ?? law.file, law.start?.weights ?? law.weights, SINCE)
  const days = ask('law', 'series', '--law', `data/law/${law.file}`, '--to', law.importer, '--from', law.exporter, ...law.weights,
    '--since', law.from, '--until', law.to).map((row) => row.from)
  return {
    importer: law.importer, exporter: law.exporter, file: law.file, weighting: law.weighting, since: SINCE, until: law.to,
    days: days.map((day) => {
      const on = averages(law, law.file, law.weights, day)
      const added = {}
      for (const [sector, total] of Object.entries(on.sectors)) {
        if (sector in start.sectors) added[sector] = total - start.sectors[sector]
      }
      return { day, average: on.all, added }
    }),
  }
}

// ---- what takes too long or too much code to compute in the page

const sweep = ask('sweep', 'data/sweeps/us-china-2018-19.toml')
const ranges = sweep.results.map(({ name, central, low95, low67, median, high67, high95, inputs }) => ({
  name, central, low95, low67, median, high67, high95,
  inputs: inputs.map(({ name: input, at_low, at_high, total }) => ({ name: input, at_low, at_high, total })),
}))

const games = [[], ['--players', 'USA,CHN']].map((players) => {
  const game = ask('war', 'nash', 'data/scenarios/us-china-2018-19.toml', '--deficits', 'zero', ...players)
  return { players: players[1] ?? '*', outcome: game.outcome, gain: game.largest_gain, countries: game.countries }
})

const firms = ask('firms', 'data/firms/one-million.toml')

process.stdout.write(JSON.stringify({
  format: 1,
  ...library,
  laws: LAWS.map(lawSeries),
  ranges: { title: sweep.title, draws: sweep.draws, results: ranges },
  games,
  firms: { title: firms.title, totals: firms.totals, market: firms.markets[0], jobs: firms.jobs },
}))
