// The page in Debian's Chromium: what is read, changed, shared and taken away.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { axeSource, launch, misplaced, open, serve } from './browser.mjs'
import { download, native, placed, scenarioPath, TABLES, welfareOf } from './results.mjs'
import { it, plan } from './tap.mjs'

const server = await serve()
const browser = await launch()
const answer = (page) => page.textContent('#answer')
const solves = (page) => page.evaluate(() => Number(document.documentElement.dataset.solved))

/** Moves the slider of a change as a hand would, through the values on the way. */
async function drag(page, name, values) {
  const slider = page.getByRole('slider', { name })
  for (const value of values) await slider.fill(String(value))
  await page.waitForTimeout(100)
}

let { page, wrongs, context } = await open(browser, server.address, { viewport: { width: 1280, height: 800 } })
let shared = ''

await it('opens with the answer in a sentence', async () => {
  await page.getByRole('radio', { name: '2018–19, both sides' }).check()
  assert.match(await answer(page), /^Real income falls by .*% in the United States and by .*% in China\.$/)
})

await it('says in the sentence what `cohong run` computes', async () => {
  const csv = native(scenarioPath('us-china-2018-19'))['countries.csv']
  const format = (x, digits) => new Intl.NumberFormat('en-GB', { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(Math.abs(x))
  const text = await answer(page)
  assert.ok(text.includes(`${format(welfareOf(csv, 'USA'), 3)} in the United States`), text)
  assert.ok(text.includes(`${format(welfareOf(csv, 'CHN'), 2)} in China`), text)
})

for (const name of TABLES) {
  await it(`downloads ${name} as \`cohong run\` writes it, to the last digit`, async () => {
    assert.ok(await download(page, name) === native(scenarioPath('us-china-2018-19'))[name])
  })
}

await it('drags China\'s retaliation to zero and shows the change', async () => {
  const before = await answer(page)
  await drag(page, /^China on the United States/, [80, 40, 10, 0])
  assert.notEqual(await answer(page), before)
  assert.ok((await page.textContent('#kicker')).endsWith('changed'))
})

await it('without retaliation has the numbers of the scenario without it', async () => {
  assert.ok(await download(page, 'countries.csv') === native(scenarioPath('us-on-china-2018-19'))['countries.csv'])
})

await it('shares the scenario by its address: the same numbers after a reload', async () => {
  const [before, csv] = [await answer(page), await download(page, 'sectors.csv')]
  shared = page.url()
  await page.reload()
  await page.waitForFunction(() => document.documentElement.dataset.solved !== undefined)
  assert.equal(await answer(page), before)
  assert.ok(await download(page, 'sectors.csv') === csv)
})

await it('and for somebody else', async () => {
  const before = await answer(page)
  const other = await open(browser, shared, { viewport: { width: 390, height: 844 } })
  assert.equal(await answer(other.page), before)
  assert.deepEqual(other.wrongs, [])
  await other.context.close()
})

await it('a list at part of its strength, a tariff of one\'s own and other closures: the file computes the same natively', async () => {
  await drag(page, /^China on the United States/, [37])
  await page.getByRole('button', { name: '+ Add a tariff' }).click()
  await page.getByText('Assumptions', { exact: true }).click()
  await page.getByLabel('Trade deficits').selectOption('zero')
  await page.getByLabel('Labour', { exact: true }).selectOption('elastic')
  await page.waitForTimeout(100)
  const path = placed(await download(page, 'scenario.toml'), 'own.toml')
  const expected = native(path)
  for (const name of Object.keys(expected)) assert.ok(await download(page, name) === expected[name], name)
})

await it('the law on a day', async () => {
  await page.getByRole('radio', { name: 'The law on a day' }).check()
  const slider = page.getByRole('slider', { name: /^Day on which the law changed/ })
  assert.equal(await slider.getAttribute('aria-valuetext'), '1 September 2019')
  assert.ok(await download(page, 'countries.csv') === native(scenarioPath('trade-war-2019-09'))['countries.csv'])
  const before = await answer(page)
  await slider.focus()
  for (let k = 0; k < 6; k++) await page.keyboard.press('ArrowLeft')
  await page.waitForTimeout(100)
  assert.notEqual(await answer(page), before)
})

await it('a change too small for its decimals is not written as none', async () => {
  await page.getByRole('slider', { name: /^Day on which the law changed/ }).fill('3')
  await page.waitForTimeout(100)
  const usa = welfareOf(await download(page, 'countries.csv'), 'USA')
  assert.ok(usa < 0 && usa > -5e-6, String(usa))
  assert.match(await answer(page), /falls by less than 0\.001% in the United States/)
})

await it('starting from nothing, nothing happens', async () => {
  await page.getByRole('radio', { name: 'Nothing: my own' }).check()
  assert.equal(await answer(page), 'Nothing is changed yet, so nothing happens.')
})

await it('works by keyboard alone', async () => {
  await page.getByRole('radio', { name: '2018–19, both sides' }).focus()
  await page.keyboard.press('Space')
  const before = await solves(page)
  for (let k = 0; k < 30 && !(await page.evaluate(() => document.activeElement.type === 'range')); k++) await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowLeft')
  await page.waitForTimeout(100)
  assert.ok(await solves(page) > before)
})

await it('another country can be looked at', async () => {
  await page.getByLabel('Look at').selectOption('CHN')
  await page.locator('#imports').scrollIntoViewIfNeeded()
  await page.waitForTimeout(100)
  assert.match(await page.textContent('#imports .says'), /Imports from/)
  await page.locator('#jobs').scrollIntoViewIfNeeded()
  await page.waitForTimeout(100)
  assert.match(await page.textContent('#jobs .says'), /no employment of China/)
})

await it('an address that means nothing does no harm', async () => {
  const other = await open(browser, `${server.address}#s=us-china-2018-19&c=file~nowhere~9~1&c=add~XXX~*~goods~0.1&c=level~USA~CHN~A~-3&d=odd&k=`)
  assert.ok((await answer(other.page)).length > 0)
  assert.deepEqual(other.wrongs, [])
  await other.context.close()
})

await it('charts can be saved', async () => {
  await page.locator('#welfare').scrollIntoViewIfNeeded()
  const svg = await download(page, 'Who gains and who loses: chart as SVG')
  assert.ok(svg.startsWith('<svg') && !svg.includes('var(--'))
  const [png] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Who gains and who loses: chart as PNG' }).click()])
  assert.equal(readFileSync(await png.path()).subarray(1, 4).toString(), 'PNG')
})

await it('says how sure it is, in numbers that follow the scenario', async () => {
  const bands = page.locator('#bands')
  await bands.scrollIntoViewIfNeeded()
  const drawn = async () => {
    await page.waitForFunction(() => document.querySelector('#bands-says').textContent !== 'Drawing …')
    return bands.locator('tbody').textContent()
  }
  const before = await drawn()
  assert.match(before, /United States/)
  await drag(page, /^The United States on China/, [40])
  await bands.scrollIntoViewIfNeeded()
  await page.waitForFunction((old) => document.querySelector('#bands-says').textContent !== 'Drawing …' && document.querySelector('#bands tbody').textContent !== old, before)
})

await it('finds Nash tariffs when asked, and says who played', async () => {
  const game = page.locator('#game')
  await game.scrollIntoViewIfNeeded()
  await game.getByRole('button', { name: 'Find Nash tariffs' }).click()
  await game.locator('svg').waitFor()
  assert.match(await game.locator('code').textContent(), /--players (CHN,USA|USA,CHN)$/)
  await game.getByLabel('China').uncheck()
  await game.getByLabel('United States').uncheck()
  assert.ok(await game.getByRole('button', { name: 'Find Nash tariffs' }).isDisabled())
})

await it('no console error, no request to anywhere else', async () => assert.deepEqual(wrongs, []))
await context.close()

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280]) {
    await it(`axe finds no serious violation: ${colorScheme}, ${width} wide`, async () => {
      const one = await open(browser, server.address, { viewport: { width, height: 900 }, colorScheme })
      await one.page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true }))
      for (let y = 0; y < 9000; y += 600) {
        await one.page.evaluate((to) => scrollTo(0, to), y)
        await one.page.waitForTimeout(20)
      }
      await one.page.addScriptTag({ content: axeSource() })
      const { violations } = await one.page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }))
      const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact))
      assert.deepEqual(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join('; ')}`), [])
      const wide = await one.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
      assert.ok(!wide, 'the page is wider than the screen')
      assert.deepEqual(await misplaced(one.page), [])
      await one.context.close()
    })
  }
}

await browser.close()
server.close()
plan()
