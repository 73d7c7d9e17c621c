import type { Column, ColumnType, TableDefinition } from '@ingestr/contract'

/**
 * A column of a stage. Cells wait there as text, so that nothing is coerced before it is checked: `text` holds strings
 * without their quotes and other scalars as JSON writes them; `json` holds JSON.
 */
export interface StagedColumn {
  readonly name: string
  readonly form: 'text' | 'json'
  /** Undefined: an unknown key, typed by what arrives. */
  readonly type: ColumnType | undefined
  readonly isUnixTime: boolean
  readonly description?: string | undefined
}

/** The declared columns of a table, in their order. */
export function stagedColumns(definition: TableDefinition): readonly StagedColumn[] {
  return definition.columns.map((column) => ({
    name: column.name,
    form: stagedForm(column),
    type: column.type,
    isUnixTime: column.encoding === 'unix-seconds',
    description: column.description,
  }))
}

export function unknownColumn(name: string): StagedColumn {
  return { name, form: 'json', type: undefined, isUnixTime: false }
}

/** A double must know whether it came as a number or as text; an integer, a flag or a time is what it is in both forms. */
export function stagedForm(column: Column): StagedColumn['form'] {
  return column.type === 'json' || column.type === 'double' ? 'json' : 'text'
}
