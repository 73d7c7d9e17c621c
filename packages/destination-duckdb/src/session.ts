import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  SQLNULL,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBPreparedStatement,
  type DuckDBType,
} from '@duckdb/node-api'
import type { CallOptions, Json, SqlValues } from '@ingestr/contract'

import type { Connectable } from './database.ts'
import { jsonConverter, jsonRows } from './json-value.ts'

/** DuckDB forgets an interrupt that comes before a statement, or a part of its preparation, begins: it is told again. */
const interruptIntervalMs = 20

const mostPrepared = 16

export type Rows = ReadonlyArray<Record<string, Json>>

/** One connection: one statement at a time, in UTC. Aborting interrupts the statement and rejects with the reason. */
export interface Session {
  /** The database's name in statements: a file `intercom.duckdb` with a schema `intercom` is ambiguous without it. */
  readonly catalog: string
  /** Runs the statement together with the next one, before it. What it throws, the next one throws. */
  soon(sql: string): void
  /** Runs what waits for the next statement. */
  flush(): Promise<void>
  /** Undoes the transaction, if there is one, and what waits for the next statement. */
  rollBack(): Promise<void>
  /** How many rows the statement changed. */
  run(sql: string, values?: SqlValues, options?: CallOptions): Promise<number>
  rows(sql: string, values?: SqlValues, options?: CallOptions): Promise<Rows>
  /** The first column of the first row as a number; 0 where there is none. */
  count(sql: string, options?: CallOptions): Promise<number>
  /** Every value as text, and null as empty text. */
  texts(sql: string, values?: SqlValues, options?: CallOptions): Promise<ReadonlyArray<readonly string[]>>
  close(): void
}

export async function openSession(database: Connectable): Promise<Session> {
  const connection = await database.connect()
  const facts = await connection.run("SELECT current_database(), current_setting('TimeZone')")
  const [[catalog, zone] = []] = facts.getChunk(0).convertRows(jsonConverter)
  // Only an instance of the user's may be in another zone, and lets it be set.
  if (zone !== 'UTC') await connection.run("SET TimeZone = 'UTC'")
  return new DuckdbSession(connection, typeof catalog === 'string' ? catalog : 'memory')
}

class DuckdbSession implements Session {
  readonly catalog: string
  readonly #connection: DuckDBConnection
  /** Statements with values are the same ones at each commit. */
  readonly #prepared = new Map<string, DuckDBPreparedStatement>()
  readonly #waiting: string[] = []

  constructor(connection: DuckDBConnection, catalog: string) {
    this.catalog = catalog
    this.#connection = connection
  }

  soon(sql: string): void {
    this.#waiting.push(sql)
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting.splice(0)
    if (waiting.length > 0) await this.#connection.run(waiting.join(';\n'))
  }

  async rollBack(): Promise<void> {
    this.#waiting.length = 0
    // What went wrong first is what matters; a rollback that fails as well changes nothing about it.
    await this.#connection.run('ROLLBACK').catch(() => undefined)
  }

  async run(sql: string, values: SqlValues = [], options: CallOptions = {}): Promise<number> {
    const result = await this.#interruptible(() => this.#execute(sql, values), options.signal)
    return result.rowsChanged
  }

  async rows(sql: string, values: SqlValues = [], options: CallOptions = {}): Promise<Rows> {
    return this.#interruptible(async () => {
      const result = await this.#execute(sql, values)
      const chunks = Array.from({ length: result.chunkCount }, (_, index) => result.getChunk(index))
      const rows = chunks.flatMap((chunk) => chunk.convertRows(jsonConverter))
      return jsonRows(result.deduplicatedColumnNames(), result.columnTypes(), rows)
    }, options.signal)
  }

  async count(sql: string, options: CallOptions = {}): Promise<number> {
    const [first] = await this.texts(sql, [], options)
    return Number(first?.[0] ?? 0)
  }

  async texts(
    sql: string,
    values: SqlValues = [],
    options: CallOptions = {},
  ): Promise<ReadonlyArray<readonly string[]>> {
    const rows = await this.rows(sql, values, options)
    return rows.map((row) => Object.values(row).map((value) => (typeof value === 'string' ? value : printed(value))))
  }

  close(): void {
    for (const prepared of this.#prepared.values()) prepared.destroySync()
    this.#connection.closeSync()
  }

  /** In as few calls as there can be: while pages come, the answer to each waits for the thread of Node's. */
  async #execute(sql: string, values: SqlValues): Promise<DuckDBMaterializedResult> {
    if (values.length === 0) return this.#connection.run([...this.#waiting.splice(0), sql].join(';\n'))
    await this.flush()
    const prepared = await this.#prepare(sql)
    try {
      prepared.bind(bind(values), values.map(typeOf))
      return await prepared.run()
    } finally {
      prepared.clearBindings()
    }
  }

  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const prepared = await this.#connection.prepare(sql)
    const [oldest] = this.#prepared.keys()
    if (oldest !== undefined && this.#prepared.size >= mostPrepared) this.#forget(oldest)
    this.#prepared.set(sql, prepared)
    return prepared
  }

  #forget(sql: string): void {
    this.#prepared.get(sql)?.destroySync()
    this.#prepared.delete(sql)
  }

  async #interruptible<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    signal?.throwIfAborted()
    let repeating: NodeJS.Timeout | undefined
    const interrupt = (): void => {
      this.#connection.interrupt()
      repeating = setInterval(() => this.#connection.interrupt(), interruptIntervalMs)
    }
    signal?.addEventListener('abort', interrupt, { once: true })
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener('abort', interrupt)
      clearInterval(repeating)
    }
  }
}

function printed(value: Json): string {
  return value === null ? '' : JSON.stringify(value)
}

function bind(values: SqlValues): Array<null | boolean | bigint | number | string> {
  return values.map((value) => (isWhole(value) ? BigInt(value) : value))
}

/** Whole numbers are bound as BIGINT: a DOUBLE would not do for `LIMIT ?`. */
function isWhole(value: SqlValues[number]): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

function typeOf(value: SqlValues[number]): DuckDBType {
  if (value === null) return SQLNULL
  if (typeof value === 'boolean') return BOOLEAN
  if (typeof value === 'string') return VARCHAR
  return isWhole(value) ? BIGINT : DOUBLE
}
