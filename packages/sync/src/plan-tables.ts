import { IngestError, type Estimate, type Interval, type StateKey, type Strategy } from '@ingestr/contract'

import { checkHonoured } from './check-honoured.ts'
import { chooseInterval } from './choose-interval.ts'
import { chooseTables, type ChosenTable } from './choose-tables.ts'
import { fitStrategy, type FittedTable } from './fit-strategy.ts'
import { summarise } from './passes.ts'
import { readStartingPoint } from './starting-point.ts'
import type { SyncTablesOptions } from './sync-options.ts'

/** What a run would do to one table. */
export type TablePlan = StateKey & (PlannedTable | { readonly error: IngestError })

/** What there is to tell where nothing keeps the table from being copied. */
export interface PlannedTable {
  readonly error: undefined
  /** What the load would do with rows that are there. */
  readonly strategy: Strategy
  /** One line for people: `first load`, `changes since 2026-11-23T08:45:00Z`. */
  readonly summary: string
  readonly notes: readonly string[]
  /** Rows that are there now; null where the table is yet to be made. */
  readonly rows: number | null
  /** Declared columns that the table has not; all of them where it is yet to be made. */
  readonly newColumns: readonly string[]
  /** Undefined from a source that cannot tell. */
  readonly estimate: Estimate | undefined
}

/**
 * What a run with these options would do; nothing is written, and no file is made. What keeps one table from being copied
 * is told as its `error`.
 *
 * @throws IngestError as `syncTables`, for what concerns all tables
 */
export async function planTables(options: SyncTablesOptions): Promise<readonly TablePlan[]> {
  const { destination, source, isFullRefresh = false } = options
  const tables = (await chooseTables(options)).map((chosen) => {
    const notes: string[] = []
    checkHonoured(chosen.definition, destination)
    const fitted = fitStrategy(chosen.definition, destination, { isFullRefresh, notes })
    return { ...chosen, ...fitted, notes, interval: chooseInterval(options, fitted.definition, notes) }
  })
  const identity = await source.identify({ signal: options.signal, report: options.report })
  const plans: TablePlan[] = []
  for (const table of tables) {
    const key = { source: identity, table: table.table, target: destination.canonicalName(table.target) }
    plans.push({ ...key, ...(await planUnlessRefused(options, table, key)) })
  }
  return plans
}

type TableToPlan = ChosenTable &
  FittedTable & { readonly notes: readonly string[]; readonly interval: Interval | undefined }

async function planUnlessRefused(
  options: SyncTablesOptions,
  table: TableToPlan,
  key: StateKey,
): Promise<PlannedTable | { readonly error: IngestError }> {
  try {
    return await planTable(options, table, key)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (IngestError.isInstance(error)) return { error }
    throw error
  }
}

async function planTable(options: SyncTablesOptions, table: TableToPlan, key: StateKey): Promise<PlannedTable> {
  const { destination, state, source, signal, report, isFullRefresh = false } = options
  const found = await destination.describe(table.target, { signal })
  const lookup = { destination, state, isFullRefresh, key, table, found }
  const start = await readStartingPoint(lookup, { signal })
  const { interval } = table
  const after = interval === undefined && start.after !== undefined ? { after: start.after } : {}
  const request = { table: table.table, ...after, ...(interval !== undefined && { interval }) }
  const plan = await source.plan(request, { signal, report })
  const [definition] = plan.tables
  const columns = new Set(found?.columns.map((name) => name.toLowerCase()))
  return {
    error: undefined,
    strategy: interval === undefined ? start.strategy : definition.strategy,
    summary: interval === undefined ? summarise(plan, start) : plan.summary,
    notes: [...table.notes, ...start.notes, ...plan.notes],
    rows: found?.rows ?? null,
    newColumns: definition.columns.map(({ name }) => name).filter((name) => !columns.has(name.toLowerCase())),
    estimate: await source.estimate?.(plan, { signal, report }),
  }
}
