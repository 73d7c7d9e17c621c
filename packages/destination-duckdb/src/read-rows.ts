import type { CallOptions, RowsRequest, TableRows } from '@ingestr/contract'

import { quoteName, quoteTable } from './identifier.ts'
import type { Session } from './session.ts'
import { inSnapshot } from './snapshot.ts'
import { findColumn, readStoredTable } from './stored-table.ts'
import { refuseView } from './target.ts'

/**
 * The first rows of a table, in the order in which they are stored, each value as DuckDB itself writes it as text. Undefined:
 * there is no such table. Throws `INVALID_ARGUMENT` for a view, which may read anything.
 */
export async function readRows(
  session: Session,
  { table, limit }: RowsRequest,
  options: CallOptions,
): Promise<TableRows | undefined> {
  return await inSnapshot(session, async () => {
    await refuseView(session, table, options)
    const stored = await readStoredTable(session, table, options)
    if (stored === undefined) return undefined
    const place = quoteTable(session.catalog, table)
    const columns = stored.columns.map(({ name, type }) => ({ name, type }))
    const texts = columns.map(({ name }, index) => `CAST(${quoteName(name)} AS VARCHAR) AS c${index}`)
    const first = findColumn(stored, 'rowid') === undefined ? firstRows(place, limit) : ''
    const found = await session.rows(`SELECT ${texts.join(', ')} FROM ${place} ${first} LIMIT ${limit}`, [], options)
    return {
      columns,
      rows: found.map((row) => Object.values(row).map((value) => (typeof value === 'string' ? value : null))),
      count: await session.count(`SELECT count(*) FROM ${place}`, options),
    }
  })
}

/** Sorting all rows by their number would read all of them; a column of that name hides the number. */
function firstRows(place: string, limit: number): string {
  return `WHERE rowid IN (SELECT rowid FROM ${place} ORDER BY rowid LIMIT ${limit}) ORDER BY rowid`
}
