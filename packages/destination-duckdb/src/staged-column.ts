import type { Column, ColumnType, TableDefinition } from '@ingestr/contract'

import { wishedType } from './wished-type.ts'

/**
 * A column of a stage. Cells wait there as text, so that nothing is coerced before it is checked: `text` holds strings
 * without their quotes and other scalars as JSON writes them; `json` holds JSON.
 */
export interface StagedColumn {
  /** As the definition or `unknownColumnName` has it; names may differ in case only. */
  readonly name: string
  /** Its name in the stage, where case does not count. */
  readonly cell: string
  readonly form: 'text' | 'json'
  /** Undefined: an unknown key, typed by what arrives. */
  readonly type: ColumnType | undefined
  readonly isUnixTime: boolean
  readonly description?: string | undefined
  /** The DuckDB type that was asked for, whatever the declared one is. */
  readonly wished?: string | undefined
}

/** The declared columns of a table, in their order. */
export function stagedColumns(definition: TableDefinition): readonly StagedColumn[] {
  return definition.columns.map((column) => ({
    name: column.name,
    cell: column.name,
    form: stagedForm(column),
    type: column.type,
    isUnixTime: column.encoding === 'unix-seconds',
    description: column.description,
    wished: wishedType(column),
  }))
}

/** `cell` must be free in the stage. */
export function unknownColumn(name: string, cell: string): StagedColumn {
  return { name, cell, form: 'json', type: undefined, isUnixTime: false }
}

/** A double must know whether it came as a number or as text; an integer, a flag or a time is what it is in both forms. */
export function stagedForm(column: Column): StagedColumn['form'] {
  return column.type === 'json' || column.type === 'double' ? 'json' : 'text'
}

/** The DuckDB type of a stage's cells. */
export function cellType(form: StagedColumn['form']): string {
  return form === 'json' ? 'JSON' : 'VARCHAR'
}
