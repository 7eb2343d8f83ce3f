// What every part of the page looks at.
import type { Data } from './data'
import type { Engine } from './engine'
import type { Results } from './results'
import type { State } from './scenario'

export interface Context {
  data: Data
  engine: Engine
  state: State
  results: Results | undefined // of the last solve that converged
  /** Persons of each country (rows) whose work is in exports to each other, before; once a model. */
  supported: Float64Array
}

export const indexOf = (context: Context, code: string): number => context.engine.world.countries.findIndex((c) => c.code === code)
export const nameOf = (context: Context, code: string): string =>
  context.engine.world.countries.find((c) => c.code === code)?.name ?? code
