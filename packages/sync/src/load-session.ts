import {
  type Checkpoint,
  IngestError,
  type Load,
  type Outcome,
  type Page,
  type RunRecord,
  type SqlStatement,
} from '@ingestr/contract'

import { storedStrategy } from './appended-table.ts'
import type { PassOptions } from './pass.ts'
import type { RowsPlace } from './run-counts.ts'
import { runRecord } from './run-record.ts'

/** A load whose commits carry the checkpoint and the run's record in the transaction of the rows. */
export interface LoadSession extends AsyncDisposable {
  /** Revision of the entry that is stored now. */
  readonly revision: number
  write(page: Page): Promise<void>
  /** Whether a commit has begun and not ended. */
  readonly isCommitting: boolean
  /** Begins a commit; pages may be written while it runs. It rejects for a commit that failed before it. */
  commit(checkpoint: Checkpoint): Promise<void>
  publish(checkpoint: Checkpoint): Promise<void>
  /** Commits, and records that the user stopped the run. */
  stop(checkpoint: Checkpoint): Promise<void>
  /** Commits what came before the source failed with `error`; never throws. */
  keepProgress(checkpoint: Checkpoint, error: unknown): Promise<void>
  /** Commits what came of a plan that ended in `error`; the plan stays unfinished. */
  keepUnproven(checkpoint: Checkpoint, error: unknown): Promise<void>
}

type Status = RunRecord['status']

/** Opens the load, then records that the run has begun. */
export async function openLoadSession(options: PassOptions): Promise<LoadSession> {
  const { destination, plan, target, signal } = options
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
    await options.log.begin(runRecord(options, 'running', options.tally.counts))
    signal?.throwIfAborted()
    return new StatefulLoad(load, options)
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
  /** The last commit that was asked for; it may run while pages go on being written. */
  #running: Promise<void> = Promise.resolve()
  #commits = 0

  constructor(load: Load, options: PassOptions) {
    this.#load = load
    this.#options = options
    this.#revision = options.revision
  }

  get revision(): number {
    return this.#revision
  }

  get isCommitting(): boolean {
    return this.#commits > 0
  }

  async write(page: Page): Promise<void> {
    await this.#load.write(page, { signal: this.#options.signal })
  }

  async commit(checkpoint: Checkpoint): Promise<void> {
    const before = this.#running
    void this.#next(() => this.#commit(checkpoint, 'running'))
    await before
  }

  async stop(checkpoint: Checkpoint): Promise<void> {
    await this.#next(() => this.#commit(checkpoint, 'stopped'))
  }

  async publish(checkpoint: Checkpoint): Promise<void> {
    const record = (outcome: Outcome): readonly SqlStatement[] =>
      this.#statements(outcome, checkpoint, 'succeeded', true)
    await this.#next(async () => {
      this.#committed(await this.#load.publish({ signal: this.#options.signal, record }), 'live')
    })
  }

  async keepProgress(checkpoint: Checkpoint, error: unknown): Promise<void> {
    if (this.#options.signal?.aborted === true || this.#options.checkpoints !== 'store') return
    try {
      await this.keepUnproven(checkpoint, error)
    } catch {
      // The error of the source is the one to tell of; what was not committed is read again.
    }
  }

  async keepUnproven(checkpoint: Checkpoint, error: unknown): Promise<void> {
    await this.#next(() => this.#commit(checkpoint, 'failed', error))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load[Symbol.asyncDispose]()
  }

  /** One after the other: what follows a commit that failed would tell that its rows are there. */
  #next(write: () => Promise<void>): Promise<void> {
    this.#commits += 1
    this.#running = this.#running.then(write).finally(() => {
      this.#commits -= 1
    })
    // Whoever waits for it next is told.
    this.#running.catch(() => undefined)
    return this.#running
  }

  async #commit(checkpoint: Checkpoint, status: Status, error?: unknown): Promise<void> {
    const record = (outcome: Outcome): readonly SqlStatement[] =>
      this.#statements(outcome, checkpoint, status, false, error)
    this.#committed(await this.#load.commit({ signal: this.#options.signal, record }), this.#place)
  }

  /** Where a commit that does not publish leaves its rows. */
  get #place(): RowsPlace {
    return this.#options.strategy === 'replace' ? 'staged' : 'live'
  }

  #committed(outcome: Outcome, place: RowsPlace): void {
    const { tally, report, checkpoints } = this.#options
    this.#hasCommitted = true
    if (checkpoints !== 'leave') this.#revision += 1
    tally.committed(outcome, place)
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
    const { state, destination, key, generation, plan, tally, log, checkpoints } = this.#options
    const strategy = storedStrategy(this.#options.strategy, plan.tables[0])
    this.#checkStage(outcome)
    const place = isPublished ? 'live' : this.#place
    const record = runRecord(this.#options, status, tally.with(outcome, place), error)
    const run = log.statements({ ...record, changes: this.#changesOf(outcome) })
    if (checkpoints === 'leave') return run
    const stored = checkpoints === 'store' ? { checkpoint, isPublished } : { checkpoint: {}, isPublished: true }
    const entry = { ...key, ...stored, generation, strategy, rows: outcome.rows, revision: this.#revision + 1 }
    return [...state.record(destination.sql.dialect, entry), ...run]
  }

  #changesOf({ schemaChanges }: Outcome): RunRecord['changes'] {
    return schemaChanges.length === 0 ? undefined : { at: this.#options.clock.now(), list: schemaChanges }
  }

  /** Thrown inside the transaction, so that nothing of a load whose first part is gone becomes durable. */
  #checkStage(outcome: Outcome): void {
    const { stagedRows, key } = this.#options
    const found = outcome.rows - outcome.inserted
    if (this.#hasCommitted || stagedRows === 0 || found >= stagedRows) return
    throw new IngestError(
      'STAGE_LOST',
      `Of the ${stagedRows} rows of ${key.table} that an unfinished full refresh had staged, ${found} are left. Run again with --full-refresh to begin it anew.`,
    )
  }
}
