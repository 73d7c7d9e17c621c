import { type CallOptions, IngestError, type TableDefinition } from '@ingestr/contract'

import { bookkeepingValue, isBookkeeping, type RunMark } from './bookkeeping.ts'
import { castCell, fitsAlways, fitting, cellIsThere } from './cell.ts'
import type { CommitRows } from './commit-rows.ts'
import { quoteName } from './identifier.ts'
import type { Session } from './session.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

export type RowOptions = CallOptions & {
  readonly rows: CommitRows
  /** Which of them count: a condition that holds for both relations. */
  readonly where: string
  /** How many these are, where they are yet to be read from files. */
  readonly count: number | undefined
  /** Quoted. */
  readonly table: string
  readonly plan: TablePlan
  readonly definition: TableDefinition
  readonly run: RunMark
}

/**
 * Casts the rows that `where` chooses straight into the table. Returns how many there are. Throws `INVALID_PAGE` where DuckDB finds
 * another number of them in the files than were looked at.
 */
export async function insertRows(session: Session, options: RowOptions): Promise<number> {
  const { rows, table, plan, run, where, count, signal } = options
  const filled = plan.columns.filter((column) => column.source !== undefined || isBookkeeping(column.name))
  const names = filled.map((column) => quoteName(column.name)).join(', ')
  const values = filled.map((column, index) => {
    const { name, type, source } = column
    if (source === undefined) return bookkeepingValue(name, type, run)
    if (rows.isStaged) return castCell(source, type)
    return fitsAlways(type) ? valueName(index) : fitting(valueName(index), presenceName(index))
  })
  const from = rows.isStaged ? `${rows.cells} WHERE ${where}` : `(${castQuery(filled, rows, where)})`
  const statement = `INSERT INTO ${table} (${names}) SELECT ${values.join(', ')} FROM ${from}`
  const inserted = await session.run(statement, [], { signal })
  if (count === undefined || inserted === count) return inserted
  throw new IngestError('INVALID_PAGE', `DuckDB found ${inserted} rows where ${count} were to be written.`)
}

/** What was staged was checked before. Here each value is beside whether there is one, so that one that does not fit is found. */
function castQuery(columns: readonly PlannedColumn[], { cells }: CommitRows, where: string): string {
  const values = columns.flatMap(({ type, source }, index) =>
    source === undefined
      ? []
      : [`${castCell(source, type)} AS ${valueName(index)}`, `${cellIsThere(source)} AS ${presenceName(index)}`],
  )
  return `SELECT ${values.join(', ')} FROM ${cells} WHERE ${where}`
}

function valueName(index: number): string {
  return `_ingestr_value_${index}`
}

function presenceName(index: number): string {
  return `_ingestr_is_there_${index}`
}
