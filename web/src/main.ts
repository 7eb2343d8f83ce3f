// The page: state, solve, show.
import { backgroundFigures } from './background'
import { bands } from './bands'
import { showClaim } from './claim'
import type { Context } from './context'
import { controls, type Controls } from './controls'
import { hasModel, load } from './data'
import { byId, choice, element } from './dom'
import { Engine, Numbers } from './engine'
import type { Figure } from './figure'
import { scenarioFigures } from './figures'
import { game } from './game'
import { milliseconds } from './format'
import { unfoldForPrint } from './print'
import { solve } from './results'
import { apply, fromAddress, settingsOf, startFrom, type State, toAddress } from './scenario'
import { bytesOf } from './data'
import { served } from './served'
import { origin, take } from './take'
import { answer, titleOf, tradeSentence } from './words'

type Theme = 'light' | 'dark' | 'auto'

function themeButton(): HTMLElement {
  const names: Record<Theme, string> = { auto: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' }
  const order: Theme[] = ['auto', 'light', 'dark']
  const stored = (): Theme => { try { return (localStorage.getItem('theme') as Theme | null) ?? 'auto' } catch { return 'auto' } }
  const set = (theme: Theme): void => {
    if (theme === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
    button.textContent = names[theme]
    try { localStorage.setItem('theme', theme) } catch { /* a page from disk may have no storage */ }
  }
  const button: HTMLElement = element('button', { type: 'button', class: 'theme',
    click: () => set(order[(order.indexOf(stored()) + 1) % order.length]!) })
  set(stored())
  return button
}

class Page {
  private figures: Figure[] = []
  private panel: Controls | undefined
  private settings = ''
  private waiting = false

  constructor(private readonly context: Context) {}

  /** Solves for the state as it is. The model is set up anew only when a setting changed. */
  private solve(): string {
    const { data, engine, state } = this.context
    const settings = settingsOf(data, state)
    const key = JSON.stringify(settings)
    try {
      if (key !== this.settings) {
        engine.defaults()
        settings.forEach(([name, value]) => engine.set(name, value))
      }
      apply(data, engine, state)
      const { outcome, results } = solve(engine)
      this.context.results = results
      if (results !== undefined && key !== this.settings) this.context.supported = engine.copy(Numbers.Supported)
      this.settings = results === undefined ? '' : key
      return outcome.why
    } catch (error) {
      this.context.results = undefined
      this.settings = ''
      return error instanceof Error ? error.message : String(error)
    }
  }

  private sentence(why: string): void {
    const { context } = this
    const { world } = context.engine
    byId('kicker').textContent = titleOf(context)
    byId('answer').textContent = `${answer(context)}.`
    byId('trade').textContent = context.results === undefined ? why : tradeSentence(context)
    byId('how').textContent = context.results === undefined ? '' :
      `${world.name}: ${world.countries.length} countries, ${world.sectors.length} sectors. The world of ${world.year} with only this changed, after prices, wages and trade ` +
      `have adjusted; computed here in ${milliseconds(context.results.milliseconds)} ms.`
  }

  private show(): void {
    const why = this.solve()
    this.sentence(why)
    this.panel?.refresh()
    this.figures.forEach((figure) => figure.refresh())
    byId('take').replaceChildren(take(this.context))
    history.replaceState(null, '', toAddress(this.context.state))
    document.documentElement.dataset.solved = String(Number(document.documentElement.dataset.solved ?? '0') + 1)
  }

  /** At most once a frame, however fast a slider moves. */
  private moved(): void {
    if (this.waiting) return
    this.waiting = true
    requestAnimationFrame(() => {
      this.waiting = false
      this.show()
    })
  }

  private rebuilt(next: State): void {
    const focused = document.activeElement
    const place = focused instanceof HTMLElement ? [...document.querySelectorAll<HTMLElement>('.controls input, .controls select, .controls button')].indexOf(focused) : -1
    this.context.state = next
    this.build()
    this.show()
    if (place >= 0) document.querySelectorAll<HTMLElement>('.controls input, .controls select, .controls button')[place]?.focus()
  }

  private build(): void {
    this.panel = controls(this.context, { moved: () => this.moved(), rebuilt: (next) => this.rebuilt(next) })
    byId('controls').replaceChildren(this.panel.root)
  }

  private focusChoice(): void {
    const { engine, state } = this.context
    byId('focus').replaceChildren(choice('Look at', engine.world.countries.map((c) => [c.code, c.name]), state.focus, (code) => {
      this.context.state.focus = code
      this.show()
    }))
  }

  start(): void {
    const { first, ofFocus, general } = scenarioFigures(this.context)
    const fixed = backgroundFigures(this.context)
    const asked = [bands(this.context), game(this.context)] // computed when they are looked at, and when asked for
    this.figures = [first, ...ofFocus, ...general, ...asked, ...fixed]
    byId('first').replaceChildren(first.root)
    byId('of-focus').replaceChildren(...ofFocus.map((f) => f.root))
    byId('general').replaceChildren(...[...general, ...asked].map((f) => f.root))
    byId('background').replaceChildren(...fixed.map((f) => f.root))
    const made = origin(this.context)
    if (made !== undefined) byId('origin').replaceChildren(made)
    byId('background-part').hidden = fixed.length === 0
    this.build()
    this.focusChoice()
    this.show()
    served(this.context).then((part) => { if (part !== undefined) byId('take').after(part) }, () => undefined)
    addEventListener('hashchange', () => {
      const state = fromAddress(this.context.data, this.context.engine.world, location.hash)
      if (state === undefined || toAddress(state) === toAddress(this.context.state)) return
      this.rebuilt(state)
      this.focusChoice()
    })
  }
}

async function main(): Promise<void> {
  unfoldForPrint()
  byId('theme').replaceChildren(themeButton())
  const { data, code } = await load()
  if (data.claim !== undefined) await showClaim(data.claim, code)
  byId('model').hidden = !hasModel(data)
  if (!hasModel(data)) {
    document.documentElement.dataset.solved = '1'
    return
  }
  const engine = await Engine.start(code, bytesOf(data.world))
  const state = fromAddress(data, engine.world, location.hash) ?? startFrom(data, engine.world, data.scenarios[0]!.id)
  const { world } = engine
  byId('source').textContent = `${world.name}. ${world.provenance}`
  byId('version').textContent = engine.version
  if (data.report !== undefined) document.title = `${data.scenarios[0]!.title}: a Cohong report`
  new Page({ data, engine, state, results: undefined, supported: new Float64Array() }).start()
}

main().catch((error: unknown) => {
  byId('answer').textContent = 'The page cannot compute.'
  byId('trade').textContent = error instanceof Error ? error.message : String(error)
})
