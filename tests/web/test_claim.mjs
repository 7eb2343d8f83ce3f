// `cohong claim --html`: one file that opens from disk with the network off, in the order of the report, and follows its reader's numbers.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { axeSource, inEnglish, launch, misplaced, open } from './browser.mjs'
import { COHONG, it, plan, WORK } from './tap.mjs'

const browser = await launch()
const answer = (name) => JSON.parse(execFileSync(COHONG, ['claim', name, '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 }))
const rowsOf = (claim, part) => claim.parts.find((p) => p.part === part).rows

function report(name) {
  const path = join(WORK, `${name}.html`)
  execFileSync(COHONG, ['claim', name, '--short', '--html', path])
  return path
}

const path = report('alibaba-2017')
const printed = answer('alibaba-2017')
const { page, wrongs, context } = await open(browser, `file://${path}`, { offline: true, viewport: { width: 1366, height: 768 } })
const whatIf = async (id, field, value) => {
  if (!await page.locator('.assumptions').evaluate((d) => d.open)) await page.locator('.assumptions > summary').click()
  await page.locator(`[data-id="${id}"] input`).nth(field).fill(String(value))
}
const valueOf = (id) => page.locator(`.lines > li[data-id="${id}"] .value`).first().textContent()

await it('is under 2 MB', () => assert.ok(statSync(path).size < 2e6))

await it('opens from disk with the network off, with every part in the order of the report', async () => {
  const headings = await page.locator('#claim > section h2').allTextContents()
  assert.deepEqual(headings.filter((h) => printed.parts.some((p) => p.heading === h)), printed.parts.slice(1).map((p) => p.heading))
  assert.match(await page.title(), /a Cohong report$/)
  assert.match(await page.textContent('#claim h1'), /can create 1 million U\.S\. jobs/)
})

await it('answers at first glance: the finding and the first chart on a laptop\'s screen, long parts folded', async () => {
  for (const part of ['.lead .trade', '#claim-bounds svg', '#claim-models svg text']) {
    const box = await page.locator(part).first().boundingBox()
    assert.ok(box !== null && box.y < 768, part)
  }
  assert.equal(await page.locator('#part-figures details.fold').evaluate((d) => d.open), false)
  assert.equal(await page.locator('#part-figures .lines').first().isVisible(), false)
})

await it('a number of a source leads to it, though the sources are folded', async () => {
  await page.locator('#part-figures summary.part').click()
  await page.locator('#part-figures .refs a').first().click()
  await page.locator('#source-1').waitFor({ state: 'visible' })
})

await it('holds every line of the report, with its sources', async () => {
  for (const part of ['figures', 'bounds', 'break_even']) {
    assert.equal(await page.locator(`#part-${part} .lines > li`).count(), rowsOf(printed, part).length, part)
  }
  assert.equal(await page.locator('#part-sources ol > li').count(), printed.parts.at(-1).grounds.length)
  assert.equal(await valueOf('rise'), '206.4 bn USD')
})

// 188e9 / (1,000,000 / 1e6) = 188e9: the figure with a rounder number of jobs in it, by hand.
await it('a published figure changed moves what divides by it', async () => {
  await whatIf('jobs.exports_china.2015', 0, 1000000).catch(async () => {
    await page.locator('.facts > summary').click()
    await whatIf('jobs.exports_china.2015', 0, 1000000)
  })
  assert.equal(await valueOf('rise'), '188.0 bn USD')
  assert.match(await page.textContent('.lines > li[data-id="rise"] .verdict'), /in the report 206\.4 bn USD/)
})

await it('set back, every line drawn here again is the one that was printed, to the last digit', async () => {
  await page.getByRole('button', { name: 'As in the report again' }).click()
  assert.equal(await valueOf('rise'), '206.4 bn USD')
  const again = await page.evaluate(() => globalThis.cohongClaimAgain())
  const rows = [...rowsOf(printed, 'figures'), ...rowsOf(printed, 'bounds'), ...rowsOf(printed, 'models')]
  assert.ok(again.length > 40)
  for (const { id, condition, drawn } of again) {
    const row = rows.find((r) => r.id === id && r.condition === condition)
    assert.deepEqual([drawn.median, ...(row.low95 === null ? [] : [drawn.low95, drawn.low67, drawn.high67, drawn.high95])],
      [row.value, ...(row.low95 === null ? [] : [row.low95, row.low67, row.high67, row.high95])], id)
  }
})

// Sales sixty times those of 2016 are 15e9 * 59 * 0.55 * 0.67 / 1e9 * 5967, some two million jobs: with a highest of 600 times most draws
// are above one million, where none was.
await it('a prior changed draws its models again, with the words of the scale', async () => {
  await whatIf('growth', 2, 600)
  const row = page.locator('#part-probability tbody tr').first()
  assert.match(await row.textContent(), /\*$/)
  assert.doesNotMatch(await row.textContent(), /exceptionally unlikely/)
  assert.match(await page.textContent('.said[role="status"]'), /You changed one number/)
  assert.match(await page.textContent('#claim .trade'), /So says the report as it was made/)
})

await it('says what is wrong with a number, and keeps the last one that was right', async () => {
  await whatIf('growth', 0, 900)
  assert.match(await page.textContent('[data-id="growth"] .wrong'), /in this order/)
  assert.equal(await page.locator('[data-id="growth"] input').first().getAttribute('aria-invalid'), 'true')
})

await it('the scenario of the claim is there to be moved', async () => {
  const before = await page.textContent('#answer')
  await page.locator('#model input[type="range"]').first().fill('0')
  await page.waitForTimeout(100)
  assert.notEqual(await page.textContent('#answer'), before)
})

await it('opens for the printer what is folded, and folds it again', async () => {
  const opened = () => page.locator('.fold[open]').count()
  const before = await opened()
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  assert.equal(await opened(), await page.locator('.fold').count())
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  assert.equal(await opened(), before)
})

await it('draws every chart for the printer', async () => {
  const empty = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'))
    return [...document.querySelectorAll('figure:not(#game)')].filter((f) => f.querySelector('.chart').children.length === 0).map((f) => f.id)
  })
  assert.deepEqual(empty, [])
  await page.pdf({ path: join(WORK, 'claim.pdf') })
  assert.ok(statSync(join(WORK, 'claim.pdf')).size > 20_000)
})

await it('no console error and no request', () => assert.deepEqual(wrongs, []))
await context.close()

await it('in German notation, in sentences too; the words of the claim stay', async () => {
  const german = await open(browser, `file://${path}`, { offline: true, locale: 'de-DE' })
  await german.page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  assert.match(await german.page.textContent('#claim .trade'), /from \d\.\d{3} to \d{3}\.\d{3} jobs/)
  assert.match(await german.page.textContent('#claim .how'), /9\. Januar 2017/)
  assert.match(await german.page.textContent('#claim h1'), /can create 1 million U\.S\. jobs/)
  assert.deepEqual(await inEnglish(german.page), [])
  assert.deepEqual(german.wrongs, [])
  await german.context.close()
})

for (const name of ['alibaba-2017', 'trade-war-jobs', 'nafta-mexico', 'everything-the-us-buys']) {
  for (const [colorScheme, width] of [['light', 1280], ['dark', 390]]) {
    await it(`${name}: axe finds no serious violation: ${colorScheme}, ${width} wide`, async () => {
      const one = await open(browser, `file://${report(name)}`, { offline: true, colorScheme, viewport: { width, height: 900 } })
      await one.page.evaluate(() => { document.querySelectorAll('details').forEach((d) => { d.open = true }); dispatchEvent(new Event('beforeprint')) })
      await one.page.addScriptTag({ content: axeSource() })
      const { violations } = await one.page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }))
      const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact))
      assert.deepEqual(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join('; ')}`), [])
      assert.ok(!await one.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), 'the page is wider than the screen')
      assert.match(await one.page.textContent('footer'), /Cohong \d+\.\d+\.\d+\./)
      assert.deepEqual(await misplaced(one.page), [])
      assert.deepEqual(one.wrongs, [])
      await one.context.close()
    })
  }
}

await browser.close()
plan()
