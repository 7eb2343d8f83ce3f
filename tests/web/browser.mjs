// A browser and a server for the page's tests: Debian's Chromium, and web/dist on a port of this machine.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join, normalize } from 'node:path'
import { DIST, ROOT, skipAll } from './tap.mjs'

const require = createRequire(join(ROOT, 'web/package.json'))

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm' }

/** Serves web/dist under the policy that nothing may come from elsewhere. */
export function serve() {
  const server = createServer((request, response) => {
    const path = join(DIST, normalize(new URL(request.url, 'http://page').pathname).replace(/\/$/, '/index.html'))
    if (!path.startsWith(DIST) || !existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(readFileSync(path))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () =>
    resolve({ address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() })))
}

function chromium() {
  try {
    return execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim()
  } catch {
    return skipAll('needs chromium')
  }
}

export async function launch() {
  const executablePath = chromium()
  if (!existsSync(join(ROOT, 'web/node_modules/playwright-core'))) skipAll('needs the packages of web/package-lock.json: npm ci --ignore-scripts in web')
  const { chromium: browser } = require('playwright-core')
  return browser.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
}

/** A page that remembers what it should not have done: errors, and requests to anywhere but its own address. */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', acceptDownloads: true, ...options })
  const page = await context.newPage()
  const wrongs = []
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrongs.push(`console: ${message.text()}`) })
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address.split('#')[0]) && !/^(data|blob):/.test(url)) wrongs.push(`request: ${url}`)
  })
  await page.goto(address)
  await page.waitForFunction(() => document.documentElement.dataset.solved !== undefined)
  return { page, context, wrongs }
}

/** Texts of charts that leave the screen at its sides, and numbers that stand in a mark. */
export const misplaced = (page) => page.evaluate(() => {
  const touching = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  const texts = [...document.querySelectorAll('.chart svg text')].filter((t) => t.getClientRects().length > 0)
  const outside = texts.filter((t) => { const box = t.getBoundingClientRect(); return box.left < 0 || box.right > document.documentElement.clientWidth })
  const diamonds = [...document.querySelectorAll('#welfare svg g[fill="var(--paper)"] path')].map((d) => d.getBoundingClientRect())
  const numbers = texts.filter((t) => t.closest('#welfare') !== null && /%$/.test(t.textContent))
  return [...outside, ...numbers.filter((t) => diamonds.some((d) => touching(t.getBoundingClientRect(), d)))].map((t) => t.textContent)
})

/** Texts with a number as English writes it: decimals after a point, or thousands set apart by commas twice. Code and what is quoted stay. */
export const inEnglish = (page) => page.evaluate(() => {
  const found = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const { textContent: text, parentElement: inside } = walk.currentNode
    const quoted = inside.closest('code, script, style, footer, .inputs, #part-sources, h1') !== null
    if (!quoted && /\d\.\d{1,2}(?!\d)|\d\.\d{4}|\d,\d{3},\d/.test(text)) found.push(text)
  }
  return found
})

export const axeSource = () => readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
