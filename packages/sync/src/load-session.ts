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
import { runRecord } from './run-record.ts'

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
  #hasCommitted = false

  constructor(load: Load, options: PassOptions) {
    this.#load = load
    this.#options = options
    this.#revision = options.revision
  }

  get revision(): number {
    return this.#revision
  }

  async recordStart(): Promise<void> {
    await this.#applyRun(runRecord(this.#options, 'running', this.#options.tally.counts))
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
    if (this.#options.signal?.aborted === true || this.#options.checkpoints !== 'store') return
    try {
      await this.#commit(checkpoint, 'failed', error)
    } catch {
      // The error of the source is the one to tell of; what was not committed is read again.
    }
  }

  async recordFailure(error: unknown): Promise<void> {
    try {
      await this.#load[Symbol.asyncDispose]()
      await this.#applyRun(runRecord(this.#options, 'failed', this.#options.tally.counts, error))
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
    const { tally, report, checkpoints } = this.#options
    this.#hasCommitted = true
    if (checkpoints !== 'leave') this.#revision += 1
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
    const { state, destination, key, generation, strategy, tally, checkpoints } = this.#options
    const { dialect } = destination.sql
    this.#checkStage(outcome)
    const run = state.recordRun(dialect, runRecord(this.#options, status, tally.with(outcome), error))
    if (checkpoints === 'leave') return run
    const stored = checkpoints === 'store' ? { checkpoint, isPublished } : { checkpoint: {}, isPublished: true }
    const entry = { ...key, ...stored, generation, strategy, rows: outcome.rows, revision: this.#revision + 1 }
    return [...state.record(dialect, entry), ...run]
  }

  /** Thrown inside the transaction, so that nothing of a load whose first part is gone becomes durable. */
  #checkStage(outcome: Outcome): void {
    const { stagedRows, key } = this.#options
    const found = outcome.rows - outcome.inserted
    if (this.#hasCommitted || found >= stagedRows) return
    throw new IngestError(
      'STAGE_LOST',
      `Of the ${stagedRows} rows of ${key.table} that an unfinished full refresh had staged, ${found} are left. Run again with --full-refresh to begin it anew.`,
    )
  }

  async #applyRun(run: RunRecord): Promise<void> {
    const { state, destination } = this.#options
    await destination.sql.apply(state.recordRun(destination.sql.dialect, run))
  }
}
