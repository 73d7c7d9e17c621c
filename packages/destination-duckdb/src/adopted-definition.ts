import type { TableDefinition } from '@ingestr/contract'

import { findColumn, type StoredTable } from './stored-table.ts'

/** A column that is JSON in the table already takes documents as they are, instead of the text that is declared. */
export function adoptedDefinition(definition: TableDefinition, stored: StoredTable | undefined): TableDefinition {
  if (stored === undefined) return definition
  const columns = definition.columns.map((column) => {
    const isDocument = column.type === 'text' && findColumn(stored, column.name)?.type === 'JSON'
    return isDocument ? ({ ...column, type: 'json' } as const) : column
  })
  return { ...definition, columns }
}
