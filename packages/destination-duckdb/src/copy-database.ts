import { randomUUID } from 'node:crypto'

import type { CallOptions, PublishedCopy, StoredName } from '@ingestr/contract'

import type { Database } from './database.ts'
import { rowGroupSize } from './database-file.ts'
import { quoteName, quoteTable, quoteText } from './identifier.ts'
import { insertableColumns } from './insertable-columns.ts'
import { openSession, type Session } from './session.ts'
import { tablesInOrder } from './tables-in-order.ts'
import { inTransaction } from './transaction.ts'
import type { Turns } from './turns.ts'

/**
 * Writes all that `database` holds to a new file, as of one moment: everything is read in one transaction. The file must be in
 * the staging folder, since a database that is locked down attaches no other.
 */
export async function copyDatabase(
  database: Database,
  path: string,
  options: CallOptions,
): Promise<PublishedCopy['tables']> {
  const session = await openSession(database)
  try {
    const copy = `_ingestr_copy_${randomUUID()}`
    const version = await storageVersion(session, options)
    const attach = `ATTACH ${quoteText(path)} AS ${quoteName(copy)} (ROW_GROUP_SIZE ${rowGroupSize}${version})`
    await session.run(attach, [], options)
    try {
      const tables = await inTransaction(database, session, () =>
        copyAll(session, copy, { ...options, readings: database.readings }),
      )
      await finish(database, session, copy, options)
      return tables
    } finally {
      await session.run(`DETACH ${quoteName(copy)}`).catch(() => undefined)
    }
  } finally {
    session.close()
  }
}

/**
 * Moves everything from the WAL of the copy to the file. Detaching would do so as well, and keep silent where it fails. Any
 * transaction that has looked at all databases, as one does that asks for the columns of a table, is waited for: so none is
 * begun meanwhile.
 */
async function finish(database: Database, session: Session, copy: string, options: CallOptions): Promise<void> {
  const { readings, turns } = database
  const checkpoint = `FORCE CHECKPOINT ${quoteName(copy)}`
  await turns.take(() => readings.take(() => session.run(checkpoint, [], options), options), options)
}

/** Types of later DuckDBs need the storage that they came with. */
async function storageVersion(session: Session, options: CallOptions): Promise<string> {
  const [row] = await session.texts(
    "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = current_database()",
    [],
    options,
  )
  const version = /^v\d+\.\d+\.\d+/.exec(row?.[0] ?? '')?.[0]
  return version === undefined ? '' : `, STORAGE_VERSION ${quoteText(version)}`
}

/** `COPY FROM DATABASE` with rows sets a setting on its way, which a database that is locked down refuses. */
async function copyAll(session: Session, copy: string, options: CopyOptions): Promise<PublishedCopy['tables']> {
  const tables = await tablesInOrder(session, options)
  await session.run(`COPY FROM DATABASE ${quoteName(session.catalog)} TO ${quoteName(copy)} (SCHEMA)`, [], options)
  const copied: Array<PublishedCopy['tables'][number]> = []
  for (const each of tables) {
    const columns = await insertableColumns(session, copy, each, options)
    const statement = insertion(session.catalog, copy, each.table, columns)
    const rows = await options.readings.take(() => session.run(statement, [], options), options)
    copied.push({ table: each.table, rows })
  }
  return copied
}

type CopyOptions = CallOptions & { readonly readings: Turns }

function insertion(catalog: string, copy: string, table: StoredName, columns: readonly string[]): string {
  const names = columns.map(quoteName).join(', ')
  return `INSERT INTO ${quoteTable(copy, table)} (${names}) SELECT ${names} FROM ${quoteTable(catalog, table)}`
}
