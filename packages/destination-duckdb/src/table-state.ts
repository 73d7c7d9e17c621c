import type { CallOptions, TableName, TableState } from '@ingestr/contract'

import { bookkeepingColumns } from './bookkeeping.ts'
import { printTable, quoteTable } from './identifier.ts'
import type { Session } from './session.ts'
import { findColumn, readStoredTable, type StoredTable } from './stored-table.ts'
import { refuseView } from './target.ts'

/** What a table looks like now; undefined where there is none. Throws `INVALID_ARGUMENT` for a view. */
export async function readTableState(
  session: Session,
  table: TableName,
  options: CallOptions,
): Promise<TableState | undefined> {
  await refuseView(session, table, options)
  const stored = await readStoredTable(session, table, options)
  if (stored === undefined) return undefined
  return {
    columns: stored.columns.map((column) => column.name),
    rows: await session.count(`SELECT count(*) FROM ${quoteTable(session.catalog, table)}`, options),
    isOwn: makerOf(stored) !== undefined,
    notes: adoptionNotes(stored, printTable(table)),
  }
}

/** One line about a table that this tool did not make: what is true of it in a merge and in a replace. */
function adoptionNotes(stored: StoredTable, table: string): string[] {
  if (bookkeepingColumns.every(({ name }) => findColumn(stored, name) !== undefined)) return []
  const adapted =
    'declared columns keep their types where the values fit, and missing ones are added; columns that the source does ' +
    'not have are null in rows that a merge writes, and go with the old rows in a replace'
  return [`${table} was made by ${makerOf(stored) ?? 'another tool'}: ${adapted}.`]
}

/** Undefined: none that is known. A table that an ingestr has loaded counts as its own from then on. */
function makerOf(stored: StoredTable): string | undefined {
  if (findColumn(stored, '_dlt_id') !== undefined)
    return 'ingestr 0.x (its _dlt_id and _dlt_load_id are filled as well)'
  return findColumn(stored, '_ingestr_loaded_at') === undefined ? undefined : 'ingestr v1'
}
