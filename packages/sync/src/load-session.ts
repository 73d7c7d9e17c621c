import {
  type Checkpoint,
  IngestError,
  type Load,
  type Outcome,
  type Page,
  type RunRecord,
  type SqlStatement,
} from '@ingestr/contract'

import type { PassOptions } from './pass.ts'
import type { RunCounts } from './run-counts.ts'

/** A load whose commits carry the checkpoint and the run's record in the transaction of the rows. */
export interface LoadSession extends AsyncDisposable {
  /** Revision of the entry that is stored now. */
  readonly revision: number
  write(page: Page): Promise<void>
  commit(checkpoint: Checkpoint): Promise<void>
  publish(checkpoint: Checkpoint): Promise<void>
  /** Commits, and records that the user stopped the run. */
  stop(checkpoint: Checkpoint): Promise<void>
  /** Commits what came before the source failed with `error`; never throws. */
  keepProgress(checkpoint: Checkpoint, error: unknown): Promise<void>
  /** Records that the run failed; never throws. */
  recordFailure(error: unknown): Promise<void>
}

type Status = RunRecord['status']

/** Opens the load, then makes the state tables where there are none. */
export async function openLoadSession(options: PassOptions): Promise<LoadSession> {
  const { destination, state, plan, target, signal } = options
  const load = await destination.openLoad(
    {
      tables: plan.tables.map((definition, index) => ({
        definition,
        target: index === 0 ? target : { ...target, name: definition.name },
      })),
      strategy: options.strategy,
      generation: options.generation,
      keep: plan.keep,
      run: options.run,
      report: options.report,
    },
    { signal },
  )
  try {
    await state.prepare(destination.sql, { signal })
    const session = new StatefulLoad(load, options)
    await session.recordStart()
    return session
  } catch (error) {
    await load[Symbol.asyncDispose]()
    throw error
  }
}

class StatefulLoad implements LoadSession {
  readonly #load: Load
  readonly #options: PassOptions
  #revision: number

  constructor(load: Load, options: PassOptions) {
    this.#load = load
    this.#options = options
    this.#revision = options.revision
  }

  get revision(): number {
    return this.#revision
  }

  async recordStart(): Promise<void> {
    await this.#applyRun(this.#runRecord('running', this.#options.tally.counts))
  }

  async write(page: Page): Promise<void> {
    await this.#load.write(page, { signal: this.#options.signal })
  }

  async commit(checkpoint: Checkpoint): Promise<void> {
    await this.#commit(checkpoint, 'running')
  }

  async stop(checkpoint: Checkpoint): Promise<void> {
    await this.#commit(checkpoint, 'stopped')
  }

  async publish(checkpoint: Checkpoint): Promise<void> {
    const record = (outcome: Outcome): readonly SqlStatement[] =>
      this.#statements(outcome, checkpoint, 'succeeded', true)
    this.#committed(await this.#load.publish({ signal: this.#options.signal, record }))
  }

  async keepProgress(checkpoint: Checkpoint, error: unknown): Promise<void> {
    if (this.#options.signal?.aborted === true || !this.#options.storesCheckpoint) return
    try {
      await this.#commit(checkpoint, 'failed', error)
    } catch {
      // The error of the source is the one to tell of; what was not committed is read again.
    }
  }

  async recordFailure(error: unknown): Promise<void> {
    try {
      await this.#load[Symbol.asyncDispose]()
      await this.#applyRun(this.#runRecord('failed', this.#options.tally.counts, error))
    } catch {
      // The destination may be what failed.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load[Symbol.asyncDispose]()
  }

  async #commit(checkpoint: Checkpoint, status: Status, error?: unknown): Promise<void> {
    const record = (outcome: Outcome): readonly SqlStatement[] =>
      this.#statements(outcome, checkpoint, status, false, error)
    this.#committed(await this.#load.commit({ signal: this.#options.signal, record }))
  }

  #committed(outcome: Outcome): void {
    const { tally, report, storesCheckpoint } = this.#options
    if (storesCheckpoint) this.#revision += 1
    tally.committed(outcome)
    const { received, kept, inserted, updated, unchanged, rows } = tally.counts
    report({ type: 'rows-committed', received, kept, inserted, updated, unchanged, rows })
  }

  #statements(
    outcome: Outcome,
    checkpoint: Checkpoint,
    status: Status,
    isPublished: boolean,
    error?: unknown,
  ): readonly SqlStatement[] {
    const { state, destination, key, generation, strategy, tally, storesCheckpoint } = this.#options
    const { dialect } = destination.sql
    const run = state.recordRun(dialect, this.#runRecord(status, tally.with(outcome), error))
    if (!storesCheckpoint) return run
    const entry = { ...key, checkpoint, generation, strategy, isPublished, rows: outcome.rows }
    return [...state.record(dialect, { ...entry, revision: this.#revision + 1 }), ...run]
  }

  #runRecord(status: Status, counts: RunCounts, error?: unknown): RunRecord {
    const { run, key, clock } = this.#options
    return {
      ...key,
      id: run.id,
      startedAt: run.startedAt,
      status,
      endedAt: status === 'running' ? undefined : clock.now(),
      error: error === undefined ? undefined : describeError(error),
      counts: { ...counts },
    }
  }

  async #applyRun(run: RunRecord): Promise<void> {
    const { state, destination } = this.#options
    await destination.sql.apply(state.recordRun(destination.sql.dialect, run))
  }
}

/** Messages of our own errors hold no secret; of others only the class is kept. */
function describeError(error: unknown): string {
  if (IngestError.isInstance(error)) return `${error.code}: ${error.message}`
  return error instanceof Error ? error.name : 'unknown error'
}
