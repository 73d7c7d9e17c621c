import type { SqlStatement } from '@ingestr/contract'
import { sql } from 'kysely'

import { columnKinds } from './columns.ts'
import { createCompiler, toStatement } from './compiler.ts'
import { place, typeName, type DialectName } from './dialect.ts'

/** From version 2 to 3: `versions` counts the first writes of checkpoints, so that two at once meet there. */
export function addFirstWrites(dialect: DialectName): readonly SqlStatement[] {
  const type = sql.raw(typeName(dialect, columnKinds.versions.first_writes))
  const versions = createCompiler(dialect).schema.alterTable(place(dialect, 'versions'))
  return [toStatement(versions.addColumn('first_writes', type))]
}

/**
 * Two first writes of one checkpoint at once would not meet: neither sees the other's row, and no key forbids the second.
 * So each also changes one row that is always there, and databases let only one transaction at a time do that. It must be
 * a change: DuckDB skips an update to the value that is there.
 */
export function countFirstWrite(dialect: DialectName, version: number): SqlStatement {
  const update = createCompiler(dialect)
    .updateTable(place(dialect, 'versions'))
    .set({ first_writes: sql<number>`coalesce(first_writes, 0) + 1` })
    .where('version', '=', version)
  return toStatement(update)
}
