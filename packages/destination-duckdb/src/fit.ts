import type { CallOptions, TableDefinition } from '@ingestr/contract'

import { castCell, fitsAlways } from './cell.ts'
import { widerTypes } from './column-type.ts'
import { quoteName } from './identifier.ts'
import { isIntegerType, lastExactInteger } from './number-type.ts'
import type { Session } from './session.ts'
import { countRows, type StageScope } from './stage-scope.ts'
import type { StagedColumn } from './staged-column.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'
import { castRows, typedRows } from './typed-rows.ts'

type FitOptions = CallOptions & {
  readonly scope: StageScope
  readonly definition: TableDefinition
  /** Quoted; what is stored there must fit as well. */
  readonly table: string
}

/**
 * Casts the rows of the scope to the types of the plan. A cell that does not fit became null: the types of such columns
 * are widened until they hold every cell and every stored value, and the rows are cast once more.
 */
export async function castFitting(
  session: Session,
  plan: TablePlan,
  options: FitOptions,
): Promise<{ readonly plan: TablePlan; readonly rows: number }> {
  const { scope, definition, signal } = options
  const rows = await castRows(session, { ...scope, plan, definition, signal })
  const misfits = rows === 0 ? [] : await findMisfits(session, plan, options)
  if (misfits.length === 0) return { plan, rows }
  const columns: PlannedColumn[] = []
  for (const column of plan.columns) {
    const { source } = column
    const isMisfit = source !== undefined && misfits.includes(column)
    columns.push(isMisfit ? { ...column, type: await widen(session, column, source, options) } : column)
  }
  const fitting = { ...plan, columns }
  return { plan: fitting, rows: await castRows(session, { ...scope, plan: fitting, definition, signal }) }
}

async function findMisfits(
  session: Session,
  plan: TablePlan,
  { scope, signal }: FitOptions,
): Promise<readonly PlannedColumn[]> {
  const checked = plan.columns.flatMap((column) => {
    const { source } = column
    return source === undefined || fitsAlways(column.type) ? [] : [{ column, source }]
  })
  if (checked.length === 0) return []
  const staged = await countRows(
    session,
    scope,
    checked.map(({ source }) => countOf(source.cell)),
    { signal },
  )
  const cast = { stage: typedRows, where: 'true' }
  const typed = await countRows(
    session,
    cast,
    checked.map(({ column }) => countOf(column.name)),
    { signal },
  )
  return checked.filter((_, index) => staged[index] !== typed[index]).map(({ column }) => column)
}

function countOf(name: string): string {
  return `count(${quoteName(name)})`
}

async function widen(
  session: Session,
  column: PlannedColumn,
  source: StagedColumn,
  options: FitOptions,
): Promise<string> {
  for (const type of widerTypes(column.type)) {
    const misfit = `count(*) FILTER (${quoteName(source.cell)} IS NOT NULL AND (${castCell(source, type)}) IS NULL)`
    const [misfits] = await countRows(session, options.scope, [misfit], options)
    if (misfits === 0 && (await holdsStored(session, column, type, options))) return type
  }
  return 'VARCHAR'
}

/** A DOUBLE skips integers beyond 2^53: a column that has one goes on to VARCHAR. */
async function holdsStored(
  session: Session,
  { name, from }: PlannedColumn,
  to: string,
  { table, signal }: FitOptions,
): Promise<boolean> {
  if (from === undefined || to !== 'DOUBLE' || !isIntegerType(from)) return true
  const beyond = `${quoteName(name)} NOT BETWEEN -${lastExactInteger} AND ${lastExactInteger}`
  return (await session.count(`SELECT count(*) FROM ${table} WHERE ${beyond}`, { signal })) === 0
}
