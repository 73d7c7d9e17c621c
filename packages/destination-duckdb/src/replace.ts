import type { CallOptions, SchemaChange, TableDefinition, TableName } from '@ingestr/contract'

import { isBookkeeping } from './bookkeeping.ts'
import { columnTypes } from './column-type.ts'
import { copyComments } from './ddl.ts'
import { foldName, printTable, quoteName, quoteTable } from './identifier.ts'
import type { Session } from './session.ts'
import { findColumn, readStoredTable, type StoredTable } from './stored-table.ts'
import { wishedType } from './wished-type.ts'

/**
 * Puts the staged table in the place of the target. Readers see the old table or the new one, never less; comments stay.
 * To be run inside a transaction.
 */
export async function swapIn(
  session: Session,
  options: CallOptions & {
    readonly staged: TableName
    readonly target: TableName
    readonly definition: TableDefinition
  },
): Promise<readonly SchemaChange[]> {
  const { staged, target, definition } = options
  const before = await readStoredTable(session, target, options)
  const after = await readStoredTable(session, staged, options)
  if (after === undefined) return []
  if (before !== undefined) {
    copyComments(session, staged, before, after.columns)
    await session.run(`DROP TABLE ${quoteTable(session.catalog, target)}`, [], options)
  }
  await session.run(
    `ALTER TABLE ${quoteTable(session.catalog, staged)} RENAME TO ${quoteName(target.name)}`,
    [],
    options,
  )
  return differences(before, after, definition, printTable(target))
}

/** Against the table before, or where there was none, against the definition. */
function differences(
  before: StoredTable | undefined,
  after: StoredTable,
  definition: TableDefinition,
  table: string,
): SchemaChange[] {
  return after.columns.flatMap(({ name, type }) => {
    if (isBookkeeping(name)) return []
    const declared = definition.columns.find((column) => foldName(column.name) === foldName(name))
    const promised = declared && (wishedType(declared) ?? columnTypes[declared.type])
    const from = before === undefined ? promised : findColumn(before, name)?.type
    return from === type ? [] : [{ column: `${table}.${name}`, from: from ?? null, to: type }]
  })
}
