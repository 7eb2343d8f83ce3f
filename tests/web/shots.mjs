// Pictures of the page for people to look at: node tests/web/shots.mjs FOLDER. Phone, laptop and wide, in both themes.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { launch, open, serve } from './browser.mjs'

const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
const server = await serve()
const browser = await launch()
for (const [name, width, height] of [['phone', 390, 844], ['laptop', 1280, 800], ['wide', 1920, 1080]]) {
  for (const colorScheme of ['light', 'dark']) {
    const { page, context, wrongs } = await open(browser, server.address, { viewport: { width, height }, colorScheme })
    await page.waitForTimeout(200)
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}-first.png`) })
    for (let y = 0; y < await page.evaluate(() => document.body.scrollHeight); y += height / 2) {
      await page.evaluate((to) => scrollTo(0, to), y)
      await page.waitForTimeout(30)
    }
    await page.evaluate(() => scrollTo(0, 0))
    await page.waitForTimeout(50)
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true })
    if (wrongs.length > 0) console.log(wrongs.join('\n'))
    await context.close()
  }
}
await browser.close()
server.close()
