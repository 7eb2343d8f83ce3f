// web/dist is what web/build makes of the sources, byte for byte.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { BUILD, DIST, it, plan, ROOT, WORK } from './tap.mjs'

const fresh = join(WORK, 'dist')

await it('the page builds', () => {
  execFileSync(join(ROOT, 'web/build'), [fresh], { env: { ...process.env, COHONG_BUILD: BUILD }, stdio: ['ignore', 'ignore', 'inherit'] })
})

await it('web/dist has the files of a fresh build and no others', () => {
  assert.deepEqual(readdirSync(DIST).sort(), readdirSync(fresh).sort())
})

for (const name of readdirSync(DIST).sort()) {
  await it(`web/dist/${name} has the bytes of a fresh build (else: make page)`, () => {
    assert.ok(readFileSync(join(DIST, name)).equals(readFileSync(join(fresh, name))))
  })
}

await it('page and engine, without the world, are under 400 KB compressed', () => {
  const files = readdirSync(DIST).filter((name) => name !== 'data.json')
  const size = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(DIST, name)), { level: 9 }).length, 0)
  assert.ok(size < 400_000, `${size} bytes`)
})

plan()
