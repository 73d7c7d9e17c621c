import { createPage } from '@ingestr/records'

import type { Column, ColumnType, Row, TableDefinition, Value } from '@ingestr/contract'

/** A table whose records are the items of `data`. */
export function tableOf(columns: readonly Column[], options: Partial<TableDefinition> = {}): TableDefinition {
  return {
    name: 'things',
    records: ['data', '*'],
    columns,
    primaryKey: [],
    strategy: 'append',
    isOpen: true,
    ...options,
  }
}

export function rowsOf(body: string, table: TableDefinition): Row[] {
  return [...createPage(new TextEncoder().encode(body)).rows(table)]
}

/** The cell that one JSON value becomes in a column of this type. */
export function cellOf(json: string, type: ColumnType, encoding?: Column['encoding']): Value | undefined {
  const column: Column = { name: 'cell', type, path: ['cell'], ...(encoding === undefined ? {} : { encoding }) }
  return rowsOf(`{"data":[{"cell":${json}}]}`, tableOf([column]))[0]?.['cell']
}

/** The cell of a key that the table does not declare. */
export function unknownCellOf(json: string): Value | undefined {
  return rowsOf(`{"data":[{"cell":${json}}]}`, tableOf([]))[0]?.['cell']
}
