import type { RunRecord, SqlExecutor, SqlStatement, StateStore } from '@ingestr/contract'

/**
 * What is stored of the tables of one run, beside their rows. Nothing is stored before the first table has a page; from
 * then on the others are there as well, so that a run that is killed is known for all of them.
 */
export class RunLog {
  readonly #state: StateStore
  readonly #sql: SqlExecutor
  /** Not stored yet, the latest of each table. */
  readonly #waiting = new Map<string, RunRecord>()
  #prepared: Promise<void> | undefined

  constructor(state: StateStore, sql: SqlExecutor) {
    this.#state = state
    this.#sql = sql
  }

  /** Makes the state tables where there are none, and stores this record with all that wait. */
  async begin(record: RunRecord): Promise<void> {
    this.#waiting.set(record.target, record)
    await this.#store()
  }

  /** Stores the record where there are state tables of this run; else it waits for them. */
  async note(record: RunRecord): Promise<void> {
    this.#waiting.set(record.target, record)
    if (this.#prepared !== undefined) await this.#store()
  }

  /** How a table ended without a commit that says so; never throws. `hasState`: an earlier run made state tables. */
  async end(record: RunRecord, { hasState }: { readonly hasState: boolean }): Promise<void> {
    try {
      await (hasState ? this.begin(record) : this.note(record))
    } catch {
      // The destination may be what failed; the failure itself is the one to tell of.
    }
  }

  /** What is to be run in the transaction of the rows. */
  statements(record: RunRecord): readonly SqlStatement[] {
    return this.#state.recordRun(this.#sql.dialect, record)
  }

  async #store(): Promise<void> {
    try {
      this.#prepared ??= this.#state.prepare(this.#sql)
      await this.#prepared
    } catch (error) {
      this.#prepared = undefined
      throw error
    }
    const records = [...this.#waiting.values()]
    this.#waiting.clear()
    if (records.length > 0) await this.#sql.apply(records.flatMap((record) => this.statements(record)))
  }
}
