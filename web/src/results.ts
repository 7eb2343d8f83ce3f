// A solve taken apart into what the figures show.
import { type Engine, Numbers, type Outcome } from './engine'

export interface Flow { before: number; after: number }

export interface Results {
  outcome: Outcome
  milliseconds: number
  measures: Record<string, number[]>
  /** [importer][exporter]; net of tariffs */
  flows: Flow[][]
  /** [importer][exporter]; mean tariff on goods, weighted by trade before */
  goodsTariff: Flow[][]
  output: { before: Float64Array; after: Float64Array } // J x N
  employment: Float64Array // J x N, before
  reallocated: Float64Array // J x N
  price: Float64Array // J x N
}

export const at = (engine: Engine, sector: number, country: number): number => sector * engine.world.countries.length + country

function pairs(engine: Engine, of: (importer: number, exporter: number) => Flow): Flow[][] {
  return engine.world.countries.map((_, n) => engine.world.countries.map((_, i) => of(n, i)))
}

/** Solves and reads everything; undefined when there is no equilibrium. */
export function solve(engine: Engine): { outcome: Outcome; results?: Results } {
  const started = performance.now()
  const outcome = engine.solve()
  const milliseconds = performance.now() - started
  if (!outcome.converged) return { outcome }
  const { countries, sectors } = engine.world
  const N = countries.length
  const [before, after] = [engine.copy(Numbers.BaseTrade), engine.copy(Numbers.Trade)]
  const [tariffBefore, tariffAfter] = [engine.copy(Numbers.BaseTariff), engine.copy(Numbers.Tariff)]
  const sum = (n: number, i: number, x: Float64Array): number =>
    sectors.reduce((total, _, j) => total + x[(j * N + n) * N + i]!, 0)
  const goods = sectors.map((_, j) => j).filter((j) => sectors[j]!.kind === 'goods')
  const mean = (n: number, i: number, tariff: Float64Array): number => {
    const value = goods.reduce((total, j) => total + before[(j * N + n) * N + i]!, 0)
    const paid = goods.reduce((total, j) => total + before[(j * N + n) * N + i]! * tariff[(j * N + n) * N + i]!, 0)
    return value > 0 ? paid / value : NaN
  }
  return {
    outcome,
    results: {
      outcome, milliseconds,
      measures: engine.measures(),
      flows: pairs(engine, (n, i) => ({ before: sum(n, i, before), after: sum(n, i, after) })),
      goodsTariff: pairs(engine, (n, i) => ({ before: mean(n, i, tariffBefore), after: mean(n, i, tariffAfter) })),
      output: { before: engine.copy(Numbers.BaseOutput), after: engine.copy(Numbers.Output) },
      employment: engine.copy(Numbers.BaseEmployment),
      reallocated: engine.copy(Numbers.Reallocated),
      price: engine.copy(Numbers.PriceHat),
    },
  }
}

/** Relative change of a flow; NaN where there was none. */
export const relative = (flow: Flow): number => (flow.before > 0 ? flow.after / flow.before - 1 : NaN)
