import type { CallOptions, TableName, TableState } from '@ingestr/contract'

import { bookkeepingColumns } from './bookkeeping.ts'
import { printTable, quoteTable } from './identifier.ts'
import type { Session } from './session.ts'
import { findColumn, readStoredTable, type StoredTable } from './stored-table.ts'

/** What a table looks like now; undefined where there is none. */
export async function readTableState(
  session: Session,
  table: TableName,
  options: CallOptions,
): Promise<TableState | undefined> {
  const stored = await readStoredTable(session, table, options)
  if (stored === undefined) return undefined
  return {
    columns: stored.columns.map((column) => column.name),
    rows: await session.count(`SELECT count(*) FROM ${quoteTable(session.catalog, table)}`, options),
    notes: adoptionNotes(stored, printTable(table)),
  }
}

/** One line about a table that another tool made. */
function adoptionNotes(stored: StoredTable, table: string): string[] {
  if (bookkeepingColumns.every(({ name }) => findColumn(stored, name) !== undefined)) return []
  const adapted =
    'its column types stay, missing columns are added, and what is not filled any more becomes null in rows written from now on'
  return [`${table} was made by ${makerOf(stored)}: ${adapted}.`]
}

function makerOf(stored: StoredTable): string {
  if (findColumn(stored, '_dlt_id') !== undefined)
    return 'ingestr 0.x (its _dlt_id and _dlt_load_id are filled as well)'
  return findColumn(stored, '_ingestr_loaded_at') === undefined ? 'another tool' : 'ingestr v1'
}
