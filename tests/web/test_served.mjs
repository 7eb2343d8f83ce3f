// The page as `cohong serve` serves it: what it offers beyond the page by itself is computed natively.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { axeSource, launch, open } from './browser.mjs'
import { COHONG, it, plan, skipAll, WORK } from './tap.mjs'

const store = join(WORK, 'runs.db')
execFileSync(COHONG, ['run', 'us-china-2018-19', '--store', store, '--name', 'both', '--quiet'])
const server = spawn(COHONG, ['serve', '--port', '0', '--store', store], { stdio: ['ignore', 'pipe', 'pipe'] })
process.on('exit', () => server.kill())
const address = await new Promise((resolve) => {
  server.stdout.once('data', (bytes) => resolve(/http:[^ ]*/.exec(String(bytes))[0]))
  server.stderr.once('data', (bytes) => { if (/without its server/.test(String(bytes))) skipAll('needs civetweb (libcivetweb-dev)') })
})
const browser = await launch()
const { page, wrongs, context } = await open(browser, address, { viewport: { width: 1280, height: 800 } })
const percent = (x, digits) => new Intl.NumberFormat('en-GB', { style: 'percent', signDisplay: 'exceptZero', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(x).replace('-', '\u2212')

/** What `cohong war` prints. */
const native = (...words) => JSON.parse(execFileSync(COHONG, ['war', ...words, '--json'], { encoding: 'utf8' }))

/** The row of a table that begins with a name, as texts. */
const row = (part, name) => page.locator(`${part} tbody tr`).filter({ has: page.getByRole('rowheader', { name, exact: true }) }).locator('th, td').allTextContents()

await it('offers what the server can compute', async () => {
  await page.locator('#served').waitFor()
  assert.match(await page.textContent('#served'), /Computed on this machine/)
})

await it('plays the game of the scenario, with the numbers of `cohong war`', async () => {
  await page.getByRole('radio', { name: '2018–19, both sides' }).check()
  await page.locator('#served-game').getByRole('button', { name: 'Play' }).click()
  await page.locator('#served-game table').waitFor()
  const usa = native('nash', 'us-china-2018-19', '--deficits', 'zero', '--players', 'USA,CHN').countries.find((c) => c.country === 'USA')
  const [, sets, tariff, , welfare] = await row('#served-game', 'United States')
  assert.equal(sets, 'yes')
  assert.equal(tariff, percent(usa.median_tariff, 1).replace('+', ''))
  assert.equal(welfare, percent(usa.welfare, 2))
  assert.equal((await row('#served-game', 'Japan'))[1], 'no')
})

await it('plays one country\'s best response', async () => {
  await page.getByLabel('Players').selectOption('CHN')
  await page.locator('#served-game').getByRole('button', { name: 'Play' }).click()
  await page.waitForFunction(() => [...document.querySelectorAll('#served-game tbody tr')].filter((r) => r.cells[1].textContent === 'yes').length === 1)
  assert.equal((await row('#served-game', 'China'))[1], 'yes')
})

const digits = (x) => (Math.abs(x) >= 0.01 ? 1 : Math.abs(x) >= 0.001 ? 2 : 3)
const shown = (x) => percent(x, digits(x))

await it('bargains, with the numbers of `cohong war cooperate`', async () => {
  await page.locator('#served-agreements').getByRole('button', { name: 'Bargain' }).click()
  await page.locator('#served-agreements table').waitFor()
  const { bargains } = native('cooperate', 'us-china-2018-19', '--deficits', 'zero', '--players', 'USA,CHN')
  const of = (name, code, taker) => bargains.find((b) => b.bargain === name && b.taker === taker).countries.find((c) => c.country === code)
  const [, without, efficient, equal, nash, most] = await row('#served-agreements', 'China')
  assert.deepEqual([without, efficient, equal, nash, most], [shown(of('efficient', 'CHN').welfare_without_agreement),
    ...['efficient', 'equal-gains', 'nash-bargain'].map((name) => shown(of(name, 'CHN').welfare)), shown(of('takes-all', 'CHN', 'CHN').welfare)])
})

await it('answers by rule, with the numbers of `cohong war retaliate`', async () => {
  await page.locator('#served-replies').getByRole('button', { name: 'Answer' }).click()
  await page.locator('#served-replies table').waitFor()
  const { answers } = native('retaliate', 'us-china-2018-19', '--by', 'CHN', '--against', 'USA', '--goods')
  assert.equal(await page.locator('#served-replies tbody tr').count(), answers.length)
  const hurt = answers.find((a) => a.answer === 'most-hurtful')
  const [, , rise, by, against] = await row('#served-replies', 'Where it hurts most')
  assert.deepEqual([rise, by, against], [percent(hurt.hit.rate, 1).replace('+', ''), shown(hurt.welfare.CHN), shown(hurt.welfare.USA)])
})

await it('follows the trade war by days', async () => {
  await page.locator('#served-days').getByRole('button', { name: 'Follow' }).click()
  await page.locator('#served-days table').waitFor({ timeout: 60_000 })
  const { moves } = native('path', 'trade-war-2019-09', '--deficits', 'zero', '--starts', '0')
  const rows = await page.locator('#served-days tbody tr').allTextContents()
  assert.equal(rows.length, moves.length)
  const sixth = rows.find((text) => text.startsWith('6 July 2018United States'))
  const move = moves.find((m) => m.day === '2018-07-06' && m.country === 'USA')
  assert.ok(sixth.includes(percent(move.set, 1).replace('+', '')) && sixth.includes(percent(move.best_response, 1).replace('+', '')), sixth)
})

await it('draws a sweep, and shows its quantiles, with the word for its jobs', async () => {
  await page.locator('#served-sweep').getByRole('button', { name: 'Draw' }).click()
  await page.locator('#served-sweep table').waitFor({ timeout: 120_000 })
  assert.equal(await page.locator('#served-sweep tbody tr').count(), 5)
  assert.match((await row('#served-sweep', 'Welfare, exact, USA'))[3], /^\u2212.*%$/)
  assert.match((await row('#served-sweep', 'Jobs created or lost in USA, persons'))[3], /[0-9]/)
  assert.match(await page.locator('#served-sweep .note').textContent(), /^created or lost: /)
  assert.match((await row('#served-sweep', 'Exports of CHN to USA, net of tariffs, USD million of 2017'))[3], /^[0-9]+,[0-9]{3}$/) // a value, in millions
})

await it('cancels', async () => {
  const part = page.locator('#served-sweep')
  await part.getByRole('button', { name: 'Draw' }).click()
  await part.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForFunction(() => document.querySelector('#served-sweep .said').textContent === 'Cancelled.' || document.querySelector('#served-sweep table') !== null)
  assert.ok(await part.getByRole('button', { name: 'Draw' }).isEnabled())
})

await it('shows a stored run', async () => {
  await page.getByLabel('Run', { exact: true }).selectOption('1')
  await page.locator('#served-runs table').waitFor()
  assert.match((await row('#served-runs', 'United States'))[1], /^\u22120\.093%$/)
})

await it('says what the server says when it refuses', async () => {
  const before = wrongs.length
  await page.route('**/api/v1/runs/1', (route) => route.fulfill({ status: 404, contentType: 'application/json', body: '{"error": {"status": 404, "message": "there is no run \\"1\\""}}' }))
  await page.getByLabel('Run', { exact: true }).selectOption('')
  await page.getByLabel('Run', { exact: true }).selectOption('1')
  await page.waitForFunction(() => document.querySelector('#served-runs .said').textContent.includes('there is no run'))
  wrongs.splice(before) // the browser writes the 404 into its console
})

await it('axe finds no serious violation', async () => {
  await page.evaluate(axeSource())
  const { violations } = await page.evaluate(() => axe.run('#served'))
  assert.deepEqual(violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => v.id), [])
})

await it('no error, no request to anywhere else', () => {
  assert.deepEqual(wrongs, [])
})

console.log(`# first contentful paint: ${await page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime))} ms`)
await context.close()
await browser.close()
server.kill()
plan()
