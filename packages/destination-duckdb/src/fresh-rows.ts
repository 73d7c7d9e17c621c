import type { CallOptions, KeepRange, TableDefinition } from '@ingestr/contract'

import { castCell, instantOfCell } from './cell.ts'
import { checkedValue, type CommitRows } from './commit-rows.ts'
import { foldName, quoteName } from './identifier.ts'
import { instantOfStored } from './instant.ts'
import { itemColumn, pageColumn } from './page-reader.ts'
import type { StagedColumn } from './staged-column.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

/** The temporary table of the rows that a commit is to write. */
export const freshRows = '_ingestr_rows'

/** The number of a row in the table of keys. */
export const rowColumn = '_ingestr_row'

type FreshOptions = CallOptions & {
  readonly rows: CommitRows
  readonly where: string
  readonly plan: TablePlan
  readonly definition: TableDefinition
}

type FilledColumn = PlannedColumn & { readonly source: StagedColumn }

/** What decides which of two rows of one key is newer; null is lowest. */
export const versionColumn = '_ingestr_version'

/** A condition that holds for all. */
export const everyRow = 'true'

/** The rows that a range keeps, as a condition over their cells. What is no time is kept. */
export function keepCondition(columns: readonly StagedColumn[], keep: KeepRange | undefined): string {
  const column = columns.find(({ name }) => foldName(name) === foldName(keep?.column ?? ''))
  if (keep === undefined || column === undefined) return everyRow
  const instant = instantOfCell(column)
  const bounds = [
    ...(keep.from === undefined ? [] : [`${instant} < make_timestamptz(${Math.trunc(keep.from)}000)`]),
    ...(keep.to === undefined ? [] : [`${instant} >= make_timestamptz(${Math.trunc(keep.to)}000)`]),
  ]
  return bounds.length === 0 ? everyRow : `(${bounds.join(' OR ')}) IS NOT true`
}

/**
 * A statement that finds the rows which are to be written: where they are, in what order they came, their version, and their key in the
 * types of the target, columns named as there. All else stays where it is until it is inserted.
 */
export function findFreshRows(options: FreshOptions): string {
  const { plan, definition, rows, where } = options
  const keys = keyColumns(plan, definition).map(
    ({ name, type, source }) => `${checkedValue(rows, source, castCell(source, type))} AS ${quoteName(name)}`,
  )
  const version = `${versionOfRows(rows, plan, definition)} AS ${versionColumn}`
  const cells = [`rowid AS ${rowColumn}`, pageColumn, itemColumn, version, ...keys].join(', ')
  return `CREATE OR REPLACE TEMP TABLE ${freshRows} AS SELECT ${cells} FROM ${rows.keys} WHERE ${where}`
}

/** The key's columns that are filled, by their names in the table. */
export function keyColumns(plan: TablePlan, definition: TableDefinition): ReadonlyArray<FilledColumn> {
  return definition.primaryKey.flatMap((key) =>
    plan.columns.flatMap((column) => (column.source?.name === key ? [{ ...column, source: column.source }] : [])),
  )
}

/** The version of a stored row, comparable with `_ingestr_version`. */
export function versionOfStored(plan: TablePlan, definition: TableDefinition, alias: string): string {
  const column = versionOf(plan, definition)
  if (column === undefined) return 'NULL'
  const value = `${alias}.${quoteName(column.name)}`
  return column.source?.type === 'timestamp' ? instantOfStored(value, column.type, column.source.isUnixTime) : value
}

function versionOfRows(rows: CommitRows, plan: TablePlan, definition: TableDefinition): string {
  const column = versionOf(plan, definition)
  const source = column?.source
  if (source === undefined) return 'NULL'
  const value = source.type === 'timestamp' ? instantOfCell(source) : castCell(source, column?.type ?? '')
  return checkedValue(rows, source, value)
}

export function versionOf(plan: TablePlan, definition: TableDefinition): PlannedColumn | undefined {
  const name = definition.versionColumn
  return name === undefined ? undefined : plan.columns.find((column) => column.source?.name === name)
}
