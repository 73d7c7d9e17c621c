import type { Report } from '@ingestr/contract'
import type { IngestResult } from '@ingestr/ingest'

import { TimelineRecorder, type Timeline } from './timeline.ts'

/** A table as a report shows it. */
export interface ReportedTable {
  readonly table: string
  readonly target: string
  /** `running` where the run ended without saying more of it. */
  readonly status: 'succeeded' | 'stopped' | 'failed' | 'running'
  readonly summary: string
  readonly durationMs: number | undefined
  /** By name; null is what was not counted. */
  readonly counts: { readonly [name: string]: number | null | undefined }
  readonly schemaChanges: ReadonlyArray<{ readonly column: string; readonly from: string | null; readonly to: string }>
}

/** All that a report shows. */
export interface RunReport {
  readonly runId: string | undefined
  readonly source: string
  readonly location: string
  readonly timeline: Timeline
  readonly tables: readonly ReportedTable[]
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
  readonly failures: ReadonlyArray<{ readonly code: string; readonly message: string }>
}

type Planned = {
  target: string
  summary: string
  status: ReportedTable['status']
  received: number | null
  rows: number | null
}

/** Gathers what a report is made of while a run goes on; holds no more than a few hundred numbers a table. */
export class ReportRecorder {
  readonly #now: () => number
  readonly #timeline: TimelineRecorder
  readonly #planned = new Map<string, Planned>()
  readonly #notes = new Set<string>()
  readonly #warnings: string[] = []
  readonly #failures: Array<RunReport['failures'][number]> = []
  #source = ''
  #location = ''
  #result: IngestResult | undefined

  constructor(now: () => number) {
    this.#now = now
    this.#timeline = new TimelineRecorder(now())
  }

  readonly report: Report = (event) => {
    this.#timeline.record(event, this.#now())
    const { type, table, target, summary, source, location, status, received, rows } = event
    if (typeof table !== 'string') return
    if (type === 'run-planned' && typeof target === 'string' && typeof summary === 'string') {
      const first = this.#planned.get(table)
      this.#planned.set(table, first ?? { target, summary, status: 'running', received: null, rows: null })
      if (typeof source === 'string') this.#source = source
      if (typeof location === 'string') this.#location = location
    }
    const planned = this.#planned.get(table)
    if (type !== 'table-finished' || planned === undefined) return
    if (status === 'succeeded' || status === 'stopped' || status === 'failed') planned.status = status
    planned.received = typeof received === 'number' ? received : null
    planned.rows = typeof rows === 'number' ? rows : null
  }

  note(...notes: readonly string[]): void {
    for (const note of notes) this.#notes.add(note)
  }

  warn(text: string): void {
    this.#warnings.push(text)
  }

  fail(message: string, code: string): void {
    this.#failures.push({ code, message })
  }

  ended(result: IngestResult): void {
    this.#result = result
  }

  read(): RunReport {
    const results = this.#result?.tables ?? []
    const planned = Array.from(this.#planned, ([table, { target, summary, status, received, rows }]): ReportedTable => {
      const result = results.find((each) => each.table === table)
      const { durationMs, schemaChanges = [] } = result ?? {}
      const counts = result === undefined ? { received, rows } : result.counts
      return {
        table,
        target,
        summary,
        status: result?.status ?? status,
        durationMs,
        counts: { ...counts },
        schemaChanges,
      }
    })
    return {
      runId: this.#result?.runId,
      source: this.#source,
      location: this.#location,
      timeline: this.#timeline.read(this.#now()),
      tables: planned,
      notes: [...this.#notes],
      warnings: this.#warnings,
      failures: this.#failures,
    }
  }
}
