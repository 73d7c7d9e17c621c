import type { CallOptions, KeepRange, TableDefinition } from '@ingestr/contract'

import { castCell, instantOfCell } from './cell.ts'
import { foldName, quoteName } from './identifier.ts'
import { instantOfStored } from './instant.ts'
import { itemColumn, pageColumn } from './page-reader.ts'
import type { Session } from './session.ts'
import type { StagedColumn } from './staged-column.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

/** The temporary table of a commit's rows in the types of their target. */
export const typedRows = '_ingestr_rows'

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

/** Casts the kept rows of a stage, columns named as in the target. Returns how many there are. */
export async function castRows(
  session: Session,
  options: CallOptions & {
    readonly stage: string
    readonly where: string
    readonly plan: TablePlan
    readonly definition: TableDefinition
  },
): Promise<number> {
  const columns = options.plan.columns.flatMap(({ name, type, source }) =>
    source === undefined ? [] : [`${castCell(source, type)} AS ${quoteName(name)}`],
  )
  const version = versionOfStaged(options.plan, options.definition)
  const cells = [pageColumn, itemColumn, `${version} AS ${versionColumn}`, ...columns].join(', ')
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${typedRows} AS SELECT ${cells} FROM ${options.stage} WHERE ${options.where}`,
    [],
    options,
  )
  return session.count(`SELECT count(*) FROM ${typedRows}`, options)
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
