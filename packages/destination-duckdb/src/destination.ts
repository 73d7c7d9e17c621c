import type { DuckDBInstance } from '@duckdb/node-api'
import type {
  CallOptions,
  Capabilities,
  ListedTable,
  Load,
  LoadRequest,
  PublishedCopy,
  PublishRequest,
  RowsRequest,
  SqlExecutor,
  StatefulDestination,
  TableName,
  TableRows,
  TableState,
  VersionsRequest,
} from '@ingestr/contract'

import { checkFolder } from './check-folder.ts'
import { createDatabaseAccess, type SharedAccess } from './database-access.ts'
import type { Connectable, DatabaseSettings } from './database.ts'
import { usualMeans, type DatabaseMeans } from './database-means.ts'
import { createExecutor, withSession } from './executor.ts'
import { canonicalName } from './identifier.ts'
import { checkRowLimit, checkSettings } from './limits.ts'
import { listStored } from './list-stored.ts'
import { checkLoadRequest } from './load-request.ts'
import { openLoad } from './load.ts'
import { nothingToPublish, publishCopy } from './publish-copy.ts'
import { readRows } from './read-rows.ts'
import { readVersions } from './read-versions.ts'
import { readTableState } from './table-state.ts'
import { checkSchema } from './target.ts'

/** Which database, and how it is opened. */
export type DuckdbDestinationOptions = DatabaseSettings &
  (
    | {
        /** An absolute path, or `:memory:`. The file and its folders are made by the first load. */
        readonly path: string
        readonly instance?: undefined
      }
    | {
        /** An instance that the caller opened, and closes after the destination is disposed of. */
        readonly instance: DuckDBInstance
        readonly path?: undefined
      }
  )

/**
 * Opens nothing yet. All destinations of a process that name one file share one DuckDB instance; worker threads must not
 * open it as well. Disposal closes the file, unless another destination still has it open.
 *
 * What it and its loads throw: `DESTINATION_UNAVAILABLE`, `DESTINATION_LOCKED`, `DESTINATION_DAMAGED`, `DESTINATION_FAILED`,
 * `DESTINATION_CLOSED`, `STATE_CONFLICT`, `SCHEMA_FROZEN`, `COLUMN_TYPE_DIFFERS`, `INVALID_PAGE`, `INVALID_LOAD`, and
 * `INVALID_ARGUMENT` for a target that is a view or in a schema of DuckDB's own. Options that cannot be are `INVALID_OPTION`.
 */
export function createDuckdbDestination(options: DuckdbDestinationOptions): StatefulDestination {
  return createDestination(options, usualMeans)
}

/** The same, made with other means than a user's. */
export function createDestination(options: DuckdbDestinationOptions, means: DatabaseMeans): StatefulDestination {
  checkSettings(options)
  return new DuckdbDestination(options, means)
}

/**
 * The same, opened at once: the file is made where there is none, and what keeps it from being opened is thrown here and
 * not by the first call.
 */
export async function openDuckdbDestination(
  options: DuckdbDestinationOptions,
  call: CallOptions = {},
): Promise<StatefulDestination> {
  checkSettings(options)
  const destination = new DuckdbDestination(options, usualMeans)
  await destination.open(call)
  return destination
}

class DuckdbDestination implements StatefulDestination {
  readonly specificationVersion = 'v1'
  readonly location: string
  readonly capabilities: Capabilities = {
    strategies: ['append', 'merge', 'replace'],
    commitsState: true,
    resumesReplace: true,
    honours: ['contract', 'naming', 'storedAs'],
  }
  readonly sql: SqlExecutor
  readonly #access: SharedAccess

  constructor(options: DuckdbDestinationOptions, means: DatabaseMeans) {
    this.location = options.path ?? 'a DuckDB instance'
    this.#access = createDatabaseAccess(options, means)
    this.sql = createExecutor(this.#access)
  }

  async open(options: CallOptions): Promise<void> {
    await this.#access.made(options)
  }

  canonicalName(table: TableName): string {
    return canonicalName(table)
  }

  async describe(table: TableName, options: CallOptions = {}): Promise<TableState | undefined> {
    checkSchema(table)
    options.signal?.throwIfAborted()
    const database = await this.#access.existing(options)
    if (database === undefined) return undefined
    return withSession(database, options, 'look at a table', (session) => readTableState(session, table, options))
  }

  async openLoad(request: LoadRequest, options: CallOptions = {}): Promise<Load> {
    checkLoadRequest(request)
    return openLoad(await this.#access.lease(options), request, options)
  }

  readonly checkWritable = async (options: CallOptions = {}): Promise<void> => {
    if ((await this.#access.existing(options)) === undefined) await checkFolder(this.location)
  }

  readonly readVersions = async (
    request: VersionsRequest,
    options: CallOptions = {},
  ): Promise<ReadonlyMap<string, number | null>> => {
    const database = await this.#access.existing(options)
    if (database === undefined) return new Map()
    return await withSession(database, options, 'look rows up', (session) => readVersions(session, request, options))
  }

  readonly listStored = async (options: CallOptions = {}): Promise<readonly ListedTable[]> => {
    const read = (database: Connectable): Promise<readonly ListedTable[]> =>
      withSession(database, options, 'list the tables', (session) => listStored(session, options))
    return (await this.#access.read(read, options)) ?? []
  }

  readonly readRows = async (request: RowsRequest, options: CallOptions = {}): Promise<TableRows | undefined> => {
    checkSchema(request.table)
    checkRowLimit(request.limit)
    return this.#access.read(
      (database) => withSession(database, options, 'read rows', (session) => readRows(session, request, options)),
      options,
    )
  }

  readonly publishCopy = async ({ path }: PublishRequest, options: CallOptions = {}): Promise<PublishedCopy> => {
    options.signal?.throwIfAborted()
    const database = await this.#access.existing(options)
    if (database === undefined) throw nothingToPublish(this.location)
    return publishCopy(database, path, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#access.close()
  }
}
