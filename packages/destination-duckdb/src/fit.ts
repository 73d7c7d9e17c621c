import type { CallOptions } from '@ingestr/contract'

import { castCell, fitsAlways } from './cell.ts'
import { widerTypes } from './column-type.ts'
import { quoteName } from './identifier.ts'
import { isIntegerType, lastExactInteger } from './number-type.ts'
import type { Session } from './session.ts'
import { countRows, type StageScope } from './stage-scope.ts'
import type { StagedColumn } from './staged-column.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

type FitOptions = CallOptions & {
  readonly scope: StageScope
  /** Quoted; what is stored there must fit as well. */
  readonly table: string
}

/**
 * Counts the rows of the scope, and widens the types of columns that do not take every cell until they hold every cell and
 * every stored value.
 */
export async function fitPlan(
  session: Session,
  plan: TablePlan,
  options: FitOptions,
): Promise<{ readonly plan: TablePlan; readonly rows: number }> {
  const { rows, misfits } = await findMisfits(session, plan, options)
  if (misfits.length === 0) return { plan, rows }
  const columns: PlannedColumn[] = []
  for (const column of plan.columns) {
    const { source } = column
    const isMisfit = source !== undefined && misfits.includes(column)
    columns.push(isMisfit ? { ...column, type: await widen(session, column, source, options) } : column)
  }
  return { plan: { ...plan, columns }, rows }
}

/** A cell that does not fit its column's type would become null. */
async function findMisfits(
  session: Session,
  plan: TablePlan,
  { scope, signal }: FitOptions,
): Promise<{ readonly rows: number; readonly misfits: readonly PlannedColumn[] }> {
  const checked = plan.columns.flatMap((column) => {
    const { source } = column
    return source === undefined || fitsAlways(column.type) ? [] : [{ column, source }]
  })
  const counts = checked.flatMap(({ column, source }) => [
    `count(${quoteName(source.cell)})`,
    `count(${castCell(source, column.type)})`,
  ])
  const [rows = 0, ...found] = await countRows(session, scope, ['count(*)', ...counts], { signal })
  const misfits = checked.filter((_, index) => found[2 * index] !== found[2 * index + 1])
  return { rows, misfits: misfits.map(({ column }) => column) }
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
