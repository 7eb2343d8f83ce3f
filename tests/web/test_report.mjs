// `cohong run --html`: one file that opens from disk with the network off, and computes.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { axeSource, launch, open } from './browser.mjs'
import { download, TABLES } from './results.mjs'
import { COHONG, it, plan, ROOT, WORK } from './tap.mjs'

const browser = await launch()
const tables = join(WORK, 'tables')

/** Runs a scenario into a report and tables; answers the report's address. */
function report(scenario, ...flags) {
  execFileSync(COHONG, ['run', scenario, '--html', join(WORK, 'report.html'), '--out', tables, '--no-store', '--quiet', ...flags])
  return `file://${join(WORK, 'report.html')}`
}

async function sameTables(page) {
  for (const name of TABLES) {
    assert.ok(await download(page, name) === readFileSync(join(tables, name), 'utf8'), name)
  }
}

const address = report('us-china-2018-19', '--labour', 'rigid_down')
const { page, wrongs, context } = await open(browser, address, { offline: true })

await it('is under 2 MB for the world that ships', () => assert.ok(statSync(join(WORK, 'report.html')).size < 2e6))

await it('opens from disk with the network off, with the answer', async () => {
  assert.match(await page.textContent('#answer'), /^Real income falls by .* in the United States/)
  assert.match(await page.title(), /^US and Chinese tariffs of 2018-19, both sides: a Cohong report$/)
})

await it('holds the run: its tables are those of the command, to the last digit', () => sameTables(page))

await it('says how it was made', async () => {
  assert.match(await page.textContent('#origin'), /cohong run us-china-2018-19 --html .*report\.html .*--labour rigid_down/)
  assert.match(await page.textContent('#origin'), /us-on-china-2018-19\.csv [0-9a-f]{64}/)
})

await it('lets the reader change assumptions', async () => {
  const before = await page.textContent('#answer')
  await page.getByRole('slider', { name: /^China on the United States/ }).fill('0')
  await page.waitForTimeout(100)
  assert.notEqual(await page.textContent('#answer'), before)
  await page.getByLabel('Labour', { exact: true }).selectOption('full')
  assert.match(await page.textContent('#answer'), /Real income/)
})

await it('draws every chart for the printer', async () => {
  const empty = await page.evaluate(async () => {
    dispatchEvent(new Event('beforeprint'))
    return [...document.querySelectorAll('figure:not(#game)')].filter((f) => f.querySelector('.chart').children.length === 0).map((f) => f.id)
  })
  assert.deepEqual(empty, [])
  await page.pdf({ path: join(WORK, 'report.pdf') })
  assert.ok(statSync(join(WORK, 'report.pdf')).size > 20_000)
})

await it('axe finds no serious violation', async () => {
  await page.addScriptTag({ content: axeSource() })
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }))
  assert.deepEqual(violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => v.id), [])
})

await it('no console error and no request', () => assert.deepEqual(wrongs, []))
await context.close()

await it('texts of a scenario cannot end or open a block of the page', async () => {
  const path = join(WORK, 'odd.toml')
  writeFileSync(path, `title = "</script><script>document.title='taken'</script><!--"\nworld = "${ROOT}/data/worlds/seven-2017"\n` +
    '[[tariff]]\nimporter = "USA"\nexporter = "*"\nadd = 0.1\n[[productivity]]\ncountry = "CHN"\nfactor = 1.02\n[[trade_cost]]\nimporter = "IND"\nexporter = "*"\nfactor = 0.97\n')
  const odd = await open(browser, report(path), { offline: true })
  assert.match(await odd.page.title(), /a Cohong report$/)
  assert.equal(await odd.page.textContent('#kicker'), "</script><script>document.title='taken'</script><!--")
  await sameTables(odd.page)
  assert.deepEqual(odd.wrongs, [])
  await odd.context.close()
})

await browser.close()
plan()
