// Tasks of `cohong serve`: asked for, followed while they run, cancelled, shown when they are done.
import type { Context } from './context'
import { element } from './dom'
import { whole } from './format'
import { toToml } from './scenario'

const PAUSE = 150 // milliseconds between two looks at a task

interface Progress { rows_done?: number; rows?: number; iterations?: number; step?: number }
export interface Task<Result> { id: number; state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'; seconds: number; progress: Progress; error: string | null; result?: Result }
export async function ask<T>(address: string, method = 'GET', body?: string): Promise<T> {
  const answer = await fetch(address, { method, body: body ?? null })
  const said = (await answer.json()) as T & { error?: { message: string } | null }
  if (!answer.ok) throw new Error(said.error?.message ?? `${answer.status}`)
  return said
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export interface Bench {
  root: HTMLElement
  /** Starts what the body asks for, shows how far it is, and what `show` makes of the result. */
  run<Result>(body: object, show: (result: Result, task: Task<Result>) => Node[]): Promise<void>
}

function progressText({ state, progress }: Task<unknown>): string {
  if (state === 'waiting') return 'Waiting for its turn.'
  if (progress.rows !== undefined) return `${whole(progress.rows_done ?? 0)} of ${whole(progress.rows)} equilibria.`
  return `Step ${whole(progress.iterations ?? 0)}.`
}

export function bench(api: string, start: HTMLButtonElement): Bench {
  const said = element('span', { role: 'status', class: 'said' })
  const bar = element('progress', { 'aria-label': 'Progress', hidden: true })
  const result = element('div')
  let current: number | undefined
  const cancel = element('button', { type: 'button', hidden: true, click: () => { if (current !== undefined) void ask(`${api}tasks/${current}`, 'DELETE') } }, 'Cancel')
  const working = (yes: boolean): void => {
    start.disabled = yes
    cancel.hidden = !yes
    bar.hidden = !yes
    if (yes) bar.removeAttribute('value')
  }
  const follow = async <Result>(id: number): Promise<Task<Result>> => {
    for (;;) {
      const task = await ask<Task<Result>>(`${api}tasks/${id}`)
      if (task.state !== 'waiting' && task.state !== 'running') return task
      said.textContent = progressText(task)
      if (task.progress.rows !== undefined) {
        bar.max = task.progress.rows
        bar.value = task.progress.rows_done ?? 0
      }
      await new Promise((go) => setTimeout(go, PAUSE))
    }
  }
  return {
    root: element('div', {}, element('p', { class: 'buttons' }, start, ' ', cancel, ' ', bar, ' ', said), result),
    async run<Result>(body: object, show: (result: Result, task: Task<Result>) => Node[]) {
      working(true)
      result.replaceChildren()
      try {
        current = (await ask<Task<Result>>(`${api}tasks`, 'POST', JSON.stringify(body))).id
        const task = await follow<Result>(current)
        said.textContent = task.state === 'cancelled' ? 'Cancelled.' : task.state === 'failed' ? (task.error ?? '') : ''
        if (task.result !== undefined) result.replaceChildren(...show(task.result, task))
      } catch (error) {
        said.textContent = messageOf(error)
      }
      current = undefined
      working(false)
    },
  }
}

/** The scenario as the server reads it: its worlds go by name. */
export function documentOf({ data, engine, state }: Context, title: string): string {
  const path = data.scenarios[0]!.world_path
  return toToml(data, engine, state, title).replace(JSON.stringify(path), JSON.stringify(path.split('/').at(-1)!))
}
