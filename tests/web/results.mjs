// What a page gives away, and what the command writes for the same scenario.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { COHONG, ROOT, WORK } from './tap.mjs'

export const TABLES = ['countries.csv', 'sectors.csv', 'trade.csv']
export const scenarioPath = (name) => join(ROOT, `data/scenarios/${name}.toml`)

/** The text of a file that a button of the page saves. */
export async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()])
  return readFileSync(await file.path(), 'utf8')
}

/** The tables that `cohong run` writes for a scenario file. */
export function native(path) {
  const folder = join(WORK, 'native')
  execFileSync(COHONG, ['run', path, '--out', folder, '--no-store', '--quiet'])
  return Object.fromEntries(TABLES.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** A downloaded scenario as a file, with its world where it is here. */
export function placed(toml, name) {
  const path = join(WORK, name)
  writeFileSync(path, toml.replace('"data/worlds/seven-2017"', JSON.stringify(join(ROOT, 'data/worlds/seven-2017'))))
  return path
}

export const welfareOf = (csv, country) => Number(csv.split('\n').find((line) => line.startsWith(`${country},`)).split(',')[1])
