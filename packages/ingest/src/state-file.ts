import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

import { type CallOptions, type Clock, IngestError, type Json } from '@ingestr/contract'
import type { SqlExecutor, SqlStatement } from '@ingestr/contract'

const lockPatienceMs = 30_000
const lockPauseMs = 50
/** SQLite's number for a file that another process holds. */
const busy = 5

/**
 * The state of runs in a SQLite file, for destinations that have no place for it. The first write makes the file. One call
 * writes at a time, in this process and among processes.
 */
export class StateFile implements SqlExecutor, AsyncDisposable {
  readonly dialect = 'sqlite'
  readonly #path: string
  readonly #clock: Clock
  #database: DatabaseSync | undefined
  #lastWrite: Promise<unknown> = Promise.resolve()

  constructor(path: string, clock: Clock) {
    this.#path = path
    this.#clock = clock
  }

  async query(statement: SqlStatement, options: CallOptions = {}): Promise<ReadonlyArray<Record<string, Json>>> {
    options.signal?.throwIfAborted()
    if (this.#database === undefined && !existsSync(this.#path)) return []
    const database = await this.#open()
    return await this.#patiently(options, () => read(database, statement))
  }

  async apply(statements: readonly SqlStatement[], options: CallOptions = {}): Promise<void> {
    await this.transaction(async (run) => run(statements), options)
  }

  /**
   * Holds the file while `work` runs, in this process and against others; what `work` runs is stored when it resolves, and
   * none of it when it rejects.
   */
  transaction<Result>(
    work: (run: (statements: readonly SqlStatement[]) => void) => Promise<Result>,
    options: CallOptions = {},
  ): Promise<Result> {
    const result = this.#lastWrite.then(async () => {
      options.signal?.throwIfAborted()
      const database = await this.#open()
      await this.#patiently(options, () => database.exec('begin immediate'))
      try {
        const done = await work((statements) => statements.forEach((statement) => change(database, statement)))
        await this.#patiently({}, () => database.exec('commit'))
        return done
      } catch (error) {
        if (database.isTransaction) database.exec('rollback')
        throw isSqliteError(error) ? this.#failure(error) : error
      }
    })
    this.#lastWrite = result.catch(() => undefined)
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lastWrite
    this.#database?.close()
    this.#database = undefined
  }

  /** Loaded now, so that runs into other destinations do not pay for SQLite. */
  async #open(): Promise<DatabaseSync> {
    const { DatabaseSync } = await import('node:sqlite')
    try {
      mkdirSync(dirname(this.#path), { recursive: true })
      this.#database ??= new DatabaseSync(this.#path)
      return this.#database
    } catch (cause) {
      throw this.#failure(cause)
    }
  }

  async #patiently<Result>(options: CallOptions, work: () => Result): Promise<Result> {
    const deadline = this.#clock.now() + lockPatienceMs
    for (;;) {
      try {
        return work()
      } catch (cause) {
        if (!isSqliteError(cause) || cause.errcode !== busy) throw isSqliteError(cause) ? this.#failure(cause) : cause
        if (this.#clock.now() > deadline) throw this.#locked(cause)
      }
      await this.#clock.sleep(lockPauseMs, options)
    }
  }

  #locked(cause: unknown): IngestError {
    const message = `Another process is writing to the state file ${this.#path}. Let it end, then run again.`
    return new IngestError('DESTINATION_LOCKED', message, { cause, isRetryable: true })
  }

  #failure(cause: unknown): IngestError {
    const reason = cause instanceof Error ? cause.message : 'unknown'
    const message = `The state file ${this.#path} cannot be used: ${reason}. Check its rights and the space on the disk.`
    return new IngestError('DESTINATION_FAILED', message, { cause })
  }
}

function read(database: DatabaseSync, { text, parameters }: SqlStatement): ReadonlyArray<Record<string, Json>> {
  const rows = database.prepare(text).all(...parameters.map(bindable))
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asJson(value)])))
}

function change(database: DatabaseSync, { text, parameters, mustChange }: SqlStatement): void {
  const { changes } = database.prepare(text).run(...parameters.map(bindable))
  if (mustChange === undefined || mustChange === Number(changes)) return
  throw new IngestError(
    'STATE_CONFLICT',
    'Another run wrote to the same table meanwhile. Run again when it has ended.',
    {
      isRetryable: true,
    },
  )
}

function bindable(value: SqlStatement['parameters'][number]): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : value
}

function asJson(value: unknown): Json {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' || typeof value === 'string' ? value : null
}

function isSqliteError(error: unknown): error is Error & { readonly errcode: number } {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
}
