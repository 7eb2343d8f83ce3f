// A first visit, by mouse, by keyboard alone, and from a country that writes numbers otherwise: choose both sides, read, take China's retaliation
// to zero, see the change, share the address, reload, same numbers.
import assert from 'node:assert/strict'
import { inEnglish, launch, open, serve } from './browser.mjs'
import { download, native, placed, scenarioPath, TABLES, welfareOf } from './results.mjs'
import { it, plan } from './tap.mjs'

const server = await serve()
const browser = await launch()
const answer = (page) => page.textContent('#answer')
const retaliation = (page) => page.getByRole('slider', { name: /^China on the United States/ })
const solves = (page) => page.evaluate(() => Number(document.documentElement.dataset.solved))
const rested = async (page) => { for (let before = -1; before !== await solves(page); await page.waitForTimeout(60)) before = await solves(page) }

/** Presses a slider's thumb where it is, moves the mouse through many places, and lets go at the track's left end or past it. */
async function dragToLeftEnd(page, slider) {
  const box = await slider.boundingBox()
  const at = await slider.evaluate((s) => (Number(s.value) - Number(s.min)) / (Number(s.max) - Number(s.min)))
  const thumb = 16
  const y = box.y + box.height / 2
  const from = box.x + thumb / 2 + at * (box.width - thumb)
  await page.mouse.move(from, y)
  await page.mouse.down()
  await page.mouse.move(box.x - 12, y, { steps: 40 })
  await page.mouse.up()
}

/** Presses a key until the focus is where `there` says. */
async function until(page, key, there, most = 60) {
  for (let k = 0; k < most; k++) {
    if (await page.evaluate(there)) return
    await page.keyboard.press(key)
  }
  assert.fail(`the focus does not get there by ${key}`)
}

const both = native(scenarioPath('us-china-2018-19'))
const withoutRetaliation = native(scenarioPath('us-on-china-2018-19'))

await it('by mouse: a drag of the retaliation to zero is followed on its way and ends at the numbers without it', async () => {
  const { page, context, wrongs } = await open(browser, server.address, { viewport: { width: 1366, height: 768 } })
  await page.getByRole('radio', { name: '2018–19, both sides' }).click()
  await rested(page)
  const [before, chart] = [await answer(page), await page.locator('#welfare svg').innerHTML()]
  assert.ok(await download(page, 'countries.csv') === both['countries.csv'])
  const count = await solves(page)
  await page.evaluate(() => scrollTo(0, 0))
  await dragToLeftEnd(page, retaliation(page))
  await rested(page)
  assert.equal(await retaliation(page).inputValue(), '0')
  assert.ok(await solves(page) > count + 5, 'solved while the mouse moved')
  assert.notEqual(await answer(page), before)
  assert.notEqual(await page.locator('#welfare svg').innerHTML(), chart)
  for (const name of TABLES) assert.ok(await download(page, name) === withoutRetaliation[name], name)
  const changed = await answer(page)
  await page.reload()
  await page.waitForFunction(() => document.documentElement.dataset.solved !== undefined)
  assert.equal(await answer(page), changed)
  assert.ok(await download(page, 'countries.csv') === withoutRetaliation['countries.csv'])
  assert.deepEqual(wrongs, [])
  await context.close()
})

await it('on a phone: a finger on the track takes the retaliation to zero', async () => {
  const { page, context, wrongs } = await open(browser, server.address, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  await page.getByRole('radio', { name: '2018–19, both sides' }).tap()
  await retaliation(page).scrollIntoViewIfNeeded()
  const box = await retaliation(page).boundingBox()
  await page.touchscreen.tap(box.x + 2, box.y + box.height / 2)
  await rested(page)
  assert.equal(await retaliation(page).inputValue(), '0')
  assert.ok(await download(page, 'countries.csv') === withoutRetaliation['countries.csv'])
  assert.deepEqual(wrongs, [])
  await context.close()
})

await it('by keyboard alone, from the first Tab to the shared address', async () => {
  const { page, context, wrongs } = await open(browser, server.address, { viewport: { width: 1366, height: 768 }, permissions: ['clipboard-read', 'clipboard-write'] })
  await until(page, 'Tab', () => document.activeElement.name === 'start')
  await page.keyboard.press('ArrowDown') // another beginning, and back
  await rested(page)
  await page.keyboard.press('ArrowUp')
  await rested(page)
  assert.equal(await page.evaluate(() => document.activeElement.value), 'us-china-2018-19')
  const before = await answer(page)
  await until(page, 'Tab', () => document.activeElement.type === 'range' && /^China on the United States/.test(document.activeElement.labels[0].textContent))
  const outlined = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
  assert.notEqual(outlined, 'none', 'the focus is seen')
  for (let k = 0; k < 10; k++) await page.keyboard.press('ArrowLeft')
  await rested(page)
  assert.equal(await retaliation(page).inputValue(), '90')
  await page.keyboard.press('Home')
  await rested(page)
  assert.equal(await retaliation(page).inputValue(), '0')
  assert.match(await retaliation(page).getAttribute('aria-valuetext'), /^0%/)
  assert.notEqual(await answer(page), before)
  await until(page, 'Tab', () => document.activeElement.id === 'share', 200)
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('.take .said').textContent === 'Copied.')
  const shared = await page.evaluate(() => navigator.clipboard.readText())
  assert.equal(shared, page.url())
  const after = await answer(page)
  const other = await open(browser, shared)
  assert.equal(await answer(other.page), after)
  assert.ok(await download(other.page, 'countries.csv') === withoutRetaliation['countries.csv'])
  await other.context.close()
  assert.deepEqual(wrongs, [])
  await context.close()
})

// What Germans write: a comma before decimals, a point between thousands, a space before the sign for per cent.
await it('in German notation: numbers on the screen follow the reader, files do not', async () => {
  const { page, context, wrongs } = await open(browser, server.address, { locale: 'de-DE', viewport: { width: 1366, height: 768 } })
  await page.getByRole('radio', { name: '2018–19, both sides' }).click()
  await rested(page)
  const german = (x, digits) => `${Math.abs(100 * x).toFixed(digits).replace('.', ',')}\u00a0%`
  assert.ok((await answer(page)).includes(`${german(welfareOf(both['countries.csv'], 'USA'), 3)} in the United States`), await answer(page))
  await page.evaluate(() => { document.querySelectorAll('details').forEach((d) => { d.open = true }); dispatchEvent(new Event('beforeprint')) })
  assert.deepEqual(await inEnglish(page), [])
  assert.ok((await page.locator('#jobs tbody').textContent()).match(/\d\.\d{3}/), 'thousands of people are set apart by points')
  for (const name of TABLES) assert.ok(await download(page, name) === both[name], name)
  await page.getByRole('button', { name: '+ Add a tariff' }).click()
  await page.getByRole('slider').last().fill('37')
  await page.getByText('Assumptions', { exact: true }).click()
  await page.getByLabel('Labour', { exact: true }).selectOption('elastic')
  await rested(page)
  const toml = await download(page, 'scenario.toml')
  assert.match(toml, /add = 0\.37\b/)
  assert.ok(await download(page, 'countries.csv') === native(placed(toml, 'german.toml'))['countries.csv'])
  const there = page.url()
  const home = await open(browser, there) // the address means the same elsewhere
  assert.ok(await download(home.page, 'countries.csv') === await download(page, 'countries.csv'))
  await home.context.close()
  assert.deepEqual(wrongs, [])
  await context.close()
})

await browser.close()
server.close()
plan()
