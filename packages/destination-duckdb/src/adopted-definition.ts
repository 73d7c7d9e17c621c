import { IngestError, type TableDefinition } from '@ingestr/contract'

import { widerTypes } from './column-type.ts'
import { foldName } from './identifier.ts'
import { findColumn, type StoredTable } from './stored-table.ts'
import { wishedType } from './wished-type.ts'

/** What is known of the target when a load is opened. */
type Target = {
  /** For people. */
  readonly name: string
  readonly stored: StoredTable | undefined
  /** Whether its place is taken by another table at the end. */
  readonly isReplaced: boolean
}

/**
 * The definition as the load goes by it. A column that is JSON takes documents as they are, instead of the text that is
 * declared. A contract is about a table that is there: the load that makes one evolves it to its end.
 *
 * Throws `COLUMN_TYPE_DIFFERS` where another type is asked for than the column has and keeps.
 */
export function adoptedDefinition(definition: TableDefinition, target: Target): TableDefinition {
  const { stored } = target
  const contract = stored === undefined ? 'evolve' : (definition.contract ?? 'evolve')
  if (stored !== undefined && (!target.isReplaced || contract !== 'evolve'))
    checkWishes(definition, stored, target.name)
  const columns = definition.columns.map((column) => {
    const type = wishedType(column) ?? (stored && findColumn(stored, column.name)?.type)
    return column.type === 'text' && type === 'JSON' ? ({ ...column, type: 'json' } as const) : column
  })
  return { ...definition, columns, contract }
}

/** A column that was widened since is one of the type that was asked for. */
function checkWishes(definition: TableDefinition, stored: StoredTable, table: string): void {
  for (const column of definition.columns) {
    const wished = wishedType(column)
    const found = stored.columns.find(({ name }) => foldName(name) === foldName(column.name))
    if (wished === undefined || found === undefined || found.type === wished) continue
    if (widerTypes(wished).includes(found.type)) continue
    throw new IngestError(
      'COLUMN_TYPE_DIFFERS',
      `The column ${column.name} of ${table} is ${found.type}, not ${wished} as --columns asks for. A column keeps its type: ` +
        `leave it out of --columns, load into another table, or have the table made anew with --full-refresh and --schema-contract evolve.`,
    )
  }
}
