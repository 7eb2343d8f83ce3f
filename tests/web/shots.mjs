// Pictures for people to look at: node tests/web/shots.mjs FOLDER [NAME ...]. The page by itself (page) and from `cohong serve` (served), a run's
// report (run) and every claim's (claim-...), on a phone, a laptop and a wide screen, in both themes, from top to bottom in tiles; and each report on
// paper, as PDF and, with pdftoppm, its pages.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { launch, open, serve } from './browser.mjs'
import { COHONG, ROOT, WORK } from './tap.mjs'

const SCREENS = [['phone', 390, 844], ['laptop', 1366, 768], ['wide', 1920, 1080]]
const TILE = 1600 // a picture's height at most: what is taller can hardly be read

const [folder, ...names] = process.argv.slice(2)
if (folder === undefined) throw new Error('say into which folder')
const wanted = (name) => names.length === 0 || names.includes(name)
mkdirSync(folder, { recursive: true })

/** The page with everything that needs the server, each of its buttons pressed. */
async function fromServer(browser) {
  const store = join(WORK, 'runs.db')
  execFileSync(COHONG, ['run', 'us-china-2018-19', '--store', store, '--name', 'both', '--quiet'])
  const server = spawn(COHONG, ['serve', '--port', '0', '--store', store], { stdio: ['ignore', 'pipe', 'inherit'] })
  const address = await new Promise((resolve) => server.stdout.once('data', (bytes) => resolve(/http:[^ ]*/.exec(String(bytes))[0])))
  await onScreens(browser, 'served', address, async (page) => {
    await page.locator('#served').waitFor()
    await page.getByLabel('Run', { exact: true }).selectOption('1')
    for (const start of await page.locator('#served .start').all()) {
      await start.click()
      await page.waitForFunction(() => [...document.querySelectorAll('#served .start')].every((b) => !b.disabled), null, { timeout: 120_000 })
    }
  })
  server.kill()
}

function reports() {
  const written = (name, ...command) => {
    const file = join(WORK, `${name}.html`)
    execFileSync(COHONG, [...command, '--html', file], { cwd: WORK, stdio: ['ignore', 'ignore', 'inherit'] })
    return [name, `file://${file}`]
  }
  const claims = readdirSync(join(ROOT, 'data/claims')).filter((f) => f.endsWith('.toml') && !f.endsWith('-scenario.toml')).map((f) => basename(f, '.toml'))
  return [
    ...(wanted('run') ? [written('run', 'run', 'us-china-2018-19', '--no-store', '--quiet')] : []),
    ...claims.filter((name) => wanted(`claim-${name}`)).map((name) => written(`claim-${name}`, 'claim', name)),
  ]
}

/** Every figure is drawn when it comes into sight, some after a while; then back to the top. */
async function scrollThrough(page, step) {
  for (let y = 0; y < await page.evaluate(() => document.body.scrollHeight); y += step) {
    await page.evaluate((to) => scrollTo(0, to), y)
    await page.waitForTimeout(40)
  }
  const bands = page.locator('#bands')
  if (await bands.count() > 0) {
    await bands.scrollIntoViewIfNeeded()
    await bands.locator('svg').waitFor({ timeout: 5000 })
  }
  await page.evaluate(() => scrollTo(0, 0))
  await page.waitForTimeout(60)
}

async function tiles(page, name, width) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  for (let y = 0, k = 1; y < height; y += TILE, k++) {
    const clip = { x: 0, y, width, height: Math.min(TILE, height - y) }
    await page.screenshot({ path: join(folder, `${name}-${String(k).padStart(2, '0')}.png`), fullPage: true, clip })
  }
  return height
}

async function onScreens(browser, name, address, prepare = async () => {}) {
  for (const [screen, width, height] of SCREENS) {
    for (const colorScheme of ['light', 'dark']) {
      const { page, context, wrongs } = await open(browser, address, { viewport: { width, height }, colorScheme })
      const shot = `${name}-${screen}-${colorScheme}`
      await page.waitForTimeout(300)
      await page.screenshot({ path: join(folder, `${shot}-first.png`) })
      await prepare(page)
      await scrollThrough(page, height / 2)
      console.log(`${shot}: ${await tiles(page, shot, width)} px tall`)
      if (wrongs.length > 0) console.log(wrongs.join('\n'))
      await context.close()
    }
  }
}

/** As it is printed right after it was opened, nothing scrolled into sight. */
async function onPaper(browser, name, address) {
  const { page, context } = await open(browser, address, { viewport: { width: 1366, height: 768 } })
  const file = join(folder, `${name}.pdf`)
  await page.pdf({ path: file, format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '15mm', right: '15mm' } })
  await context.close()
  try {
    execFileSync('pdftoppm', ['-r', '60', '-png', file, join(folder, `${name}-paper`)])
  } catch {
    console.log(`${file} is not taken apart: needs pdftoppm`)
  }
}

const server = await serve()
const browser = await launch()
if (wanted('page')) await onScreens(browser, 'page', server.address)
if (wanted('served')) await fromServer(browser)
for (const [name, address] of reports()) {
  await onScreens(browser, name, address)
  await onPaper(browser, name, address)
}
await browser.close()
server.close()
