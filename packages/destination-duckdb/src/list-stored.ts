import type { CallOptions, ListedTable } from '@ingestr/contract'

import { quoteTable } from './identifier.ts'
import type { Session } from './session.ts'
import { inSnapshot } from './snapshot.ts'
import { readStoredTable } from './stored-table.ts'

/** Our books, and what a replace has staged. */
const ownPattern = "(lower(schema_name) = '_ingestr' OR regexp_full_match(table_name, '_ingestr_.*_[0-9a-f]{8}'))"

/** All tables but those of ingestr itself. DuckDB knows how many rows they have without reading them. */
export async function listStored(session: Session, options: CallOptions): Promise<readonly ListedTable[]> {
  return await inSnapshot(session, async () => {
    const names = await session.texts(
      `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal AND NOT ${ownPattern} ORDER BY ALL`,
      [],
      options,
    )
    const tables: ListedTable[] = []
    for (const [schema = '', name = ''] of names) {
      const table = { schema, name }
      const stored = await readStoredTable(session, table, options)
      const columns = stored?.columns.map((column) => ({ name: column.name, type: column.type })) ?? []
      const rows = await session.count(`SELECT count(*) FROM ${quoteTable(session.catalog, table)}`, options)
      tables.push({ table, rows, columns })
    }
    return tables
  })
}
