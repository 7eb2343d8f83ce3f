// A tariff war from here: Nash tariffs against the scenario, when the reader asks for them.
import { moves } from './charts'
import type { Context } from './context'
import { element } from './dom'
import type { GameEnd } from './engine'
import { type Drawing, type Figure, figure } from './figure'
import { change, inSentence, listOf, rate, seconds, tiny } from './format'

interface Ended { players: string[]; countries: GameEnd[]; seconds: number }

export function game(context: Context): Figure {
  const { engine } = context
  const { countries } = engine.world
  let ended: Ended | string | undefined
  const parties = context.data.scenarios.flatMap((s) => s.changes.flatMap((c) => [c.importer, c.exporter]))
  const acting = new Set(parties.length > 0 ? parties : countries.map((c) => c.code))

  const play = (): void => {
    said.textContent = 'Searching …'
    go.disabled = true
    setTimeout(() => { // so that the words are seen first
      const started = performance.now()
      const answer = engine.nash(countries.map((c) => acting.has(c.code)))
      ended = typeof answer === 'string' ? answer : { players: [...acting], countries: answer, seconds: (performance.now() - started) / 1000 }
      command.textContent = `cohong war nash scenario.toml --deficits zero --players ${[...acting].join(',')}`
      said.textContent = typeof ended === 'string' ? ended : `Found in ${seconds(ended.seconds)} s.`
      go.disabled = false
      made.refresh()
    }, 30)
  }
  const go = element('button', { type: 'button', class: 'plain', click: play }, 'Find Nash tariffs')
  const said = element('span', { class: 'said', role: 'status' })
  const command = element('code', {}, 'cohong war nash scenario.toml --deficits zero')
  const boxes = countries.map((c) => element('label', { class: 'box' },
    element('input', { type: 'checkbox', checked: acting.has(c.code), change: (event) => {
      if ((event.target as HTMLInputElement).checked) acting.add(c.code)
      else acting.delete(c.code)
      go.disabled = acting.size === 0
    } }), c.name))

  const draw = (width: number): Drawing => {
    if (ended === undefined || typeof ended === 'string') return { says: 'What tariffs would these countries set, each for its own real income alone, if all did?' }
    const { players, countries: ends } = ended
    const rows = countries.map((c, n) => ({ ...c, ...ends[n]! }))
    const losing = rows.filter((r) => players.includes(r.code) && r.end < r.start)
    const names = (list: typeof rows): string => listOf(list.map((r) => inSentence(r.code, r.name)))
    return {
      says: losing.length === players.length ? 'Everyone who plays ends below the scenario.' : losing.length === 0 ? 'Nobody who plays ends below the scenario.' :
        `Below the scenario: ${names(losing)}; not below: ${names(rows.filter((r) => players.includes(r.code) && r.end >= r.start))}.`,
      chart: moves(rows.map((r) => ({ name: r.name, before: 100 * r.start, after: 100 * r.end, label: '' })), width, width < 480 ? 'Real income, per cent' : 'Real income against no tariff change, per cent', (x) => change(x / 100, 1)),
      table: {
        head: ['Country', 'The scenario', 'Nash', 'Its median tariff', 'Gain from leaving'],
        rows: rows.map((r) => [r.name, change(r.start), change(r.end), Number.isFinite(r.median) ? rate(r.median) : '–', Number.isFinite(r.gain) ? tiny(r.gain) : '–']),
      },
    }
  }
  const made = figure('game', 'If they set their own', draw, [
    element('fieldset', { class: 'players' }, element('legend', {}, 'Who plays'), element('div', { class: 'boxes' }, ...boxes)),
    element('p', {}, go, ' ', said),
    element('p', { class: 'keys' }, element('span', { class: 'key' }, element('i', { class: 'open', 'aria-hidden': 'true' }), 'the scenario when you asked'),
      element('span', { class: 'key' }, element('i', { class: 'full', 'aria-hidden': 'true' }), 'Nash: nobody gains by changing its own tariffs')),
    element('p', {}, 'In the world without trade deficits, with perfect competition and full employment, in which such games are defined; the others keep the scenario’s tariffs. ', command),
  ])
  return made
}
