// Cases that print TAP: await it('name', async () => { ... assert ... }); plan() at the end.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = process.env.ROOT ?? dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const BUILD = process.env.BUILD ?? join(ROOT, 'build/release')
export const COHONG = process.env.COHONG ?? join(BUILD, 'cohong')
export const DIST = join(ROOT, 'web/dist')
export const WORK = mkdtempSync(join(tmpdir(), 'cohong-web-'))
process.on('exit', () => rmSync(WORK, { recursive: true, force: true }))

let count = 0
let failed = 0

export async function it(title, body) {
  count++
  try {
    await body()
    console.log(`ok ${count} - ${title}`)
  } catch (error) {
    failed++
    console.log(String(error?.stack ?? error).replaceAll(/^/gm, '# '))
    console.log(`not ok ${count} - ${title}`)
  }
}

export function plan() {
  console.log(`1..${count}`)
  process.exitCode = failed > 0 ? 1 : 0
}

/** Every case is left out; the reason begins with "needs ". */
export function skipAll(reason) {
  console.log(reason)
  process.exit(77)
}
