import type { CallOptions, TableDefinition } from '@ingestr/contract'

import { bookkeepingValue, isBookkeeping, type RunMark } from './bookkeeping.ts'
import { castCell } from './cell.ts'
import { quoteName } from './identifier.ts'
import type { Session } from './session.ts'
import type { StageScope } from './stage-scope.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

export type RowOptions = CallOptions & {
  readonly scope: StageScope
  /** Quoted. */
  readonly table: string
  readonly plan: TablePlan
  readonly definition: TableDefinition
  readonly run: RunMark
}

/** Casts the rows of a stage that `where` chooses straight into the table. Returns how many there are. */
export async function insertRows(
  session: Session,
  { scope, table, plan, run, where, signal }: RowOptions & { readonly where: string },
): Promise<number> {
  const valueOf = ({ name, type, source }: PlannedColumn): string =>
    source === undefined ? bookkeepingValue(name, type, run) : castCell(source, type)
  const filled = plan.columns.filter((column) => column.source !== undefined || isBookkeeping(column.name))
  const names = filled.map((column) => quoteName(column.name)).join(', ')
  const values = filled.map(valueOf).join(', ')
  return session.run(`INSERT INTO ${table} (${names}) SELECT ${values} FROM ${scope.stage} WHERE ${where}`, [], {
    signal,
  })
}
