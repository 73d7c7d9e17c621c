import { type Signal, signal } from '@preact/signals'

import { isOpen } from '../runs/run-status.ts'

/** A table as it stands. */
export interface TableState {
  readonly table: string
  readonly status: string
  readonly rows: number
  readonly total: number | null
  readonly rate: number | null
}

interface Line {
  readonly at: number
  readonly level: string
  readonly text: string
}

/** One moment: how much had come by then. */
export interface Point {
  readonly at: number
  readonly rows: number
  readonly requests: number
  readonly latencyMs: number | null
}

export interface Progress {
  readonly tables: readonly TableState[]
  readonly requests: number
  readonly retries: number
  readonly budget: { readonly limit: number; readonly remaining: number } | null
}

/** What is known of a run, as it changes. */
export interface RunState {
  readonly status: Signal<string>
  readonly progress: Signal<Progress | undefined>
  readonly points: Signal<readonly Point[]>
  readonly lines: Signal<readonly Line[]>
  readonly isConnected: Signal<boolean>
}

const mostLines = 500

/** Follows a run by its events, from its first one on; the browser asks again by itself where the connection breaks. */
export function followRun(runId: string, initialStatus: string): RunState {
  const wasOpen = isOpen(initialStatus)
  const state: RunState = {
    status: signal(initialStatus),
    progress: signal(undefined),
    points: signal([]),
    lines: signal([]),
    isConnected: signal(false),
  }
  const source = new EventSource(`/api/v1/runs/${runId}/events`)
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what an event of a type holds is known where it is taken
  const on = <Data extends object>(type: string, act: (data: Data) => void): void =>
    source.addEventListener(type, (event: MessageEvent<string>) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own server's words
      act(JSON.parse(event.data) as Data)
    })
  source.addEventListener('open', () => {
    state.isConnected.value = true
  })
  source.addEventListener('error', () => {
    state.isConnected.value = false
    if (!isOpen(state.status.value)) source.close()
  })
  on<Line>('log', ({ at, level, text }) => {
    state.lines.value = [...state.lines.value, { at, level, text }].slice(-mostLines)
  })
  on<Progress & Pick<Point, 'at' | 'latencyMs'>>('progress', ({ at, latencyMs, ...progress }) => {
    const rows = progress.tables.reduce((sum, table) => sum + table.rows, 0)
    state.progress.value = progress
    state.points.value = [...state.points.value, { at, rows, requests: progress.requests, latencyMs }]
  })
  on<{ readonly status: string }>('status', ({ status }) => {
    state.status.value = status
    if (isOpen(status)) return
    source.close()
    // The page has more to say of a run that has ended: counts, what was proven, what can be done now.
    if (wasOpen) location.reload()
  })
  return state
}
