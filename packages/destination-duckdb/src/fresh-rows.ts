import type { CallOptions, KeepRange, TableDefinition } from '@ingestr/contract'

import { castCell, instantOfCell } from './cell.ts'
import { foldName, quoteName } from './identifier.ts'
import { instantOfStored } from './instant.ts'
import { itemColumn, pageColumn } from './page-reader.ts'
import type { Session } from './session.ts'
import type { StageScope } from './stage-scope.ts'
import type { StagedColumn } from './staged-column.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

/** The temporary table of the rows that a commit is to write. */
export const freshRows = '_ingestr_rows'

/** The number of a row in its stage. */
export const rowColumn = '_ingestr_row'

type FreshOptions = CallOptions & {
  readonly scope: StageScope
  readonly plan: TablePlan
  readonly definition: TableDefinition
}

type FilledColumn = PlannedColumn & { readonly source: StagedColumn }

/** What decides which of two rows of one key is newer; null is lowest. */
export const versionColumn = '_ingestr_version'

/** The rows that a range keeps, as a condition over a stage. What is no time is kept. */
export function keepCondition(columns: readonly StagedColumn[], keep: KeepRange | undefined): string {
  const column = columns.find(({ name }) => foldName(name) === foldName(keep?.column ?? ''))
  if (keep === undefined || column === undefined) return 'true'
  const instant = instantOfCell(column)
  const bounds = [
    ...(keep.from === undefined ? [] : [`${instant} < make_timestamptz(${Math.trunc(keep.from)}000)`]),
    ...(keep.to === undefined ? [] : [`${instant} >= make_timestamptz(${Math.trunc(keep.to)}000)`]),
  ]
  return bounds.length === 0 ? 'true' : `(${bounds.join(' OR ')}) IS NOT true`
}

/**
 * Finds the rows of a stage that are to be written: where they are, in what order they came, their version, and their key
 * in the types of the target, columns named as there. All else stays in the stage until it is inserted.
 */
export async function findFreshRows(session: Session, options: FreshOptions): Promise<void> {
  const { plan, definition, scope } = options
  const keys = keyColumns(plan, definition).map(
    ({ name, type, source }) => `${castCell(source, type)} AS ${quoteName(name)}`,
  )
  const version = `${versionOfStaged(plan, definition)} AS ${versionColumn}`
  const cells = [`rowid AS ${rowColumn}`, pageColumn, itemColumn, version, ...keys].join(', ')
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${freshRows} AS SELECT ${cells} FROM ${scope.stage} WHERE ${scope.where}`,
    [],
    options,
  )
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

function versionOfStaged(plan: TablePlan, definition: TableDefinition): string {
  const column = versionOf(plan, definition)
  if (column?.source === undefined) return 'NULL'
  return column.source.type === 'timestamp' ? instantOfCell(column.source) : castCell(column.source, column.type)
}

export function versionOf(plan: TablePlan, definition: TableDefinition): PlannedColumn | undefined {
  const name = definition.versionColumn
  return name === undefined ? undefined : plan.columns.find((column) => column.source?.name === name)
}
