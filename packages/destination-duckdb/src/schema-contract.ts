import type { CallOptions, TableDefinition } from '@ingestr/contract'

import { castCell, fitsAlways, cellIsThere } from './cell.ts'
import { discardBreaches } from './discard.ts'
import { fitPlan } from './fit.ts'
import { frozenError } from './frozen-error.ts'
import type { Session } from './session.ts'
import { countRows, type StageScope } from './stage-scope.ts'
import { findColumn, type StoredTable } from './stored-table.ts'
import type { PlannedColumn, TablePlan } from './table-plan.ts'

/** What a column does not take: a condition over the stage, and how many rows it is true of. */
export type Breach = {
  readonly column: PlannedColumn
  readonly condition: string
  /** The table has no such column. */
  readonly isUnknown: boolean
  readonly rows: number
}

/** What is written of a stage, and into what. */
export type Settled = {
  readonly plan: TablePlan
  readonly scope: StageScope
  /** How many there were before any was discarded. */
  readonly rows: number
  /** How many rows or values were discarded, by column. */
  readonly discarded: ReadonlyMap<string, number>
}

type SettleOptions = CallOptions & {
  readonly definition: TableDefinition
  readonly scope: StageScope
  /** Quoted, for statements. */
  readonly table: string
  /** For people. */
  readonly target: string
  /** What the contract is about: the table, and the one whose place it takes; none: there is no contract yet. */
  readonly kept: readonly StoredTable[]
}

/**
 * Where the table may evolve, it is widened until it holds everything; else what does not fit it is refused
 * (`SCHEMA_FROZEN`) or discarded. Declared columns that the table does not have yet are added under every contract: it is
 * the definition that brings them, not the data.
 */
export async function settlePlan(session: Session, plan: TablePlan, options: SettleOptions): Promise<Settled> {
  const { definition, scope, kept } = options
  const { contract = 'evolve' } = definition
  if (contract === 'evolve' || kept.length === 0) {
    const fitted = await fitPlan(session, plan, options)
    return { ...fitted, scope, discarded: new Map() }
  }
  const { rows, breaches } = await findBreaches(session, plan, options)
  if (breaches.length === 0) return { plan, scope, rows, discarded: new Map() }
  if (contract === 'freeze') {
    const { plan: widened } = await fitPlan(session, plan, options)
    throw frozenError(options.target, breaches, widened)
  }
  const dropsRow = ({ column }: Breach): boolean =>
    // A row is nothing without its key: it would be another row each time.
    contract === 'discard_row' || definition.primaryKey.includes(column.source?.name ?? '')
  const discards = { ...options, breaches, dropsRow }
  return { rows, plan: withoutUnknown(plan, breaches), ...(await discardBreaches(session, discards)) }
}

/** A cell of a column that the table does not have, or one that would become null in the column's type. */
async function findBreaches(
  session: Session,
  plan: TablePlan,
  { scope, kept, signal }: SettleOptions,
): Promise<{ readonly rows: number; readonly breaches: readonly Breach[] }> {
  const possible = plan.columns.flatMap((column): Array<Omit<Breach, 'rows'>> => {
    const { source, type, name } = column
    if (source === undefined) return []
    const hasCell = cellIsThere(source)
    const isUnknown = source.type === undefined && kept.every((table) => findColumn(table, name) === undefined)
    if (isUnknown) return [{ column, condition: `(${hasCell})`, isUnknown }]
    if (fitsAlways(type)) return []
    return [{ column, condition: `(${hasCell} AND (${castCell(source, type)}) IS NULL)`, isUnknown }]
  })
  const counts = possible.map(({ condition }) => `count(*) FILTER (${condition})`)
  const [rows = 0, ...found] = await countRows(session, scope, ['count(*)', ...counts], { signal })
  const breaches = possible.map((breach, index) => ({ ...breach, rows: found[index] ?? 0 }))
  return { rows, breaches: breaches.filter((breach) => breach.rows > 0) }
}

function withoutUnknown(plan: TablePlan, breaches: readonly Breach[]): TablePlan {
  const dropped = breaches.filter(({ isUnknown }) => isUnknown).map(({ column }) => column)
  return { ...plan, columns: plan.columns.filter((column) => !dropped.includes(column)) }
}
