import type { Json } from '@ingestr/contract'
import {
  describeEvent,
  describeProof,
  formatCount,
  notesOf,
  ProgressTally,
  type TableProgress,
} from '@ingestr/ingest/telling'

import type { Database } from '../store/open-store.ts'
import type { ChildEvent, IngestOutcome, TableOutcome } from './job.ts'
import type { RunEvents } from './run-events.ts'

const leastPauseMs = 1000
/** A long run is told less often: about so many times in all. */
const tellings = 400

/** Adds up what a run's process says: rows of tables for the pages, lines for the log, numbers for the chart. */
export class RunRecorder {
  readonly #database: Database
  readonly #events: RunEvents
  readonly #runId: string
  readonly #startedAt: number
  readonly #onProblem: (error: unknown) => void
  readonly #tally = new ProgressTally()
  readonly #notes = new Set<string>()
  #latencies: number[] = []
  #toldAt = 0
  #last: Promise<void> = Promise.resolve()

  constructor(options: {
    readonly database: Database
    readonly events: RunEvents
    readonly runId: string
    readonly startedAt: number
    readonly onProblem: (error: unknown) => void
  }) {
    this.#database = options.database
    this.#events = options.events
    this.#runId = options.runId
    this.#startedAt = options.startedAt
    this.#onProblem = options.onProblem
  }

  /** Tables that the run is to have, so that those that wait are seen too. */
  async begin(tables: readonly string[]): Promise<void> {
    const rows = tables.map((name, position) => ({
      run_id: this.#runId,
      position,
      name,
      target: null,
      status: 'waiting',
      rows: 0,
      total: null,
      counts: '{}',
      error_code: null,
      error_message: null,
      duration_ms: null,
      read_up_to: null,
    }))
    await this.#database.insertInto('run_table').values(rows).execute()
    await this.#events.append(this.#runId, 'status', { status: 'running' })
  }

  /** Never rejects; what comes is stored in order. */
  take(events: readonly ChildEvent[]): void {
    this.#last = this.#last.then(async () => await this.#store(events)).catch(this.#onProblem)
  }

  /** What came of the tables, at the end. */
  async finish(outcome: IngestOutcome): Promise<void> {
    await this.#last
    await this.#tellProgress(Date.now())
    for (const table of outcome.tables) await this.#finishTable(table)
    if (outcome.published === undefined) return
    const { published } = outcome
    if ('bytes' in published) await this.#log('info', `Published a copy of ${formatCount(published.bytes)} bytes.`)
    else await this.#log('warning', `The copy for readers was not published: ${published.error.message}`)
  }

  /** Waits until all that came is stored. */
  async settle(): Promise<void> {
    await this.#last
  }

  async #store(events: readonly ChildEvent[]): Promise<void> {
    for (const event of events) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- events are JSON, as the contract has it
      const told = event as { readonly type: string; readonly [field: string]: Json }
      this.#tally.count(told, event.at)
      if (event.type === 'request-finished' && typeof event['durationMs'] === 'number') {
        this.#latencies.push(event['durationMs'])
      }
      const line = describeEvent(told)
      if (line !== undefined) await this.#log(event.type === 'request-retried' ? 'warning' : 'info', line, event.at)
      for (const note of notesOf(told)) await this.#note(note, event.at)
    }
    const now = events.at(-1)?.at ?? 0
    if (now - this.#toldAt >= Math.max(leastPauseMs, (now - this.#startedAt) / tellings)) await this.#tellProgress(now)
  }

  async #tellProgress(now: number): Promise<void> {
    this.#toldAt = now
    const { tables, requests, retries, budget } = this.#tally.read(now)
    for (const table of tables) await this.#storeProgress(table)
    const sorted = this.#latencies.toSorted((one, other) => one - other)
    this.#latencies = []
    const latencyMs = sorted[Math.floor(sorted.length / 2)] ?? null
    const told = tables.map(({ rate, total, ...rest }) => ({ ...rest, total: total ?? null, rate: rate ?? null }))
    await this.#events.append(
      this.#runId,
      'progress',
      { tables: told, requests, retries, budget: budget ?? null, latencyMs },
      now,
    )
  }

  async #storeProgress({ table, status, rows, total }: TableProgress): Promise<void> {
    await this.#database
      .updateTable('run_table')
      .set({ status, rows, total: total ?? null })
      .where('run_id', '=', this.#runId)
      .where('name', '=', table)
      .execute()
  }

  async #finishTable(outcome: TableOutcome): Promise<void> {
    const { table, target, status, counts, durationMs, readUpTo, warnings, changes, error } = outcome
    await this.#database
      .updateTable('run_table')
      .set({
        target,
        status,
        rows: counts['received'] ?? 0,
        total: counts['apiCount'] ?? null,
        counts: JSON.stringify(counts),
        error_code: error?.code ?? null,
        error_message: error?.message ?? null,
        duration_ms: durationMs,
        read_up_to: readUpTo,
      })
      .where('run_id', '=', this.#runId)
      .where('name', '=', table)
      .execute()
    for (const change of changes) await this.#log('info', `${table}: ${change}`)
    for (const warning of warnings) await this.#log('warning', `${table}: ${warning}`)
    if (error !== undefined) await this.#log('error', `${table}: ${error.message} (${error.code})`)
    const proof = describeProof({ status, counts: { missing: null, planned: null, read: null, ...counts } })
    await this.#events.append(this.#runId, 'table', {
      table,
      target,
      status,
      counts,
      durationMs,
      proof: proof.join(', '),
    })
  }

  async #note(note: string, at: number): Promise<void> {
    if (this.#notes.has(note)) return
    this.#notes.add(note)
    await this.#log('info', `Note: ${note}`, at)
  }

  async #log(level: 'info' | 'warning' | 'error', text: string, at?: number): Promise<void> {
    await this.#events.log(this.#runId, level, text, at)
  }
}
