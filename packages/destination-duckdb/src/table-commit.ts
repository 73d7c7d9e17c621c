import type { CallOptions, KeepRange, SchemaChange, Strategy, TableDefinition, TableName } from '@ingestr/contract'

import type { RunMark } from './bookkeeping.ts'
import { applyPlan } from './ddl.ts'
import { castFitting } from './fit.ts'
import { dropOtherGenerations, generationTable } from './generation.ts'
import { printTable, quoteTable } from './identifier.ts'
import { appendRows, mergeRows, type RowCounts } from './merge-rows.ts'
import { swapIn } from './replace.ts'
import type { Session } from './session.ts'
import type { Stage } from './stage.ts'
import { readStoredTable } from './stored-table.ts'
import { planTable, schemaChanges } from './table-plan.ts'
import { keepCondition } from './typed-rows.ts'

/** One table of a load. */
export type LoadedTable = { readonly definition: TableDefinition; readonly target: TableName; readonly stage: Stage }

/** What one commit did to one table. */
export type TableOutcome = RowCounts & {
  readonly received: number
  readonly kept: number
  readonly rows: number
  readonly schemaChanges: readonly SchemaChange[]
}

export type TableCommitOptions = CallOptions & {
  readonly strategy: Strategy
  readonly generation: string
  readonly keep: KeepRange | undefined
  readonly run: RunMark
  readonly isLast: boolean
}

/** Moves what is staged into the table, and empties the stage. To be run inside a transaction. */
export async function commitTable(
  session: Session,
  { definition, target, stage }: LoadedTable,
  options: TableCommitOptions,
): Promise<TableOutcome> {
  const { strategy, generation, run, signal } = options
  const isReplace = strategy === 'replace'
  const place = isReplace ? generationTable(target, generation) : target
  if (isReplace) await dropOtherGenerations(session, target, generation, options)
  const stored = await readStoredTable(session, place, options)
  const model = isReplace ? await readStoredTable(session, target, options) : undefined
  const where = keepCondition(stage.columns, options.keep)
  const scope = { stage: stage.name, where }
  const table = quoteTable(session.catalog, place)
  const received = await session.count(`SELECT count(*) FROM ${stage.name}`, options)
  const planned = await planTable({ session, scope, staged: stage.columns, stored, model, signal })
  const { plan, rows: kept } =
    received === 0
      ? { plan: planned, rows: 0 }
      : await castFitting(session, planned, { scope, definition, table, signal })
  await applyPlan(session, place, plan, { definition, signal })
  const counts = kept === 0 ? noRows : await writeRows(session, { table, plan, definition, run, signal }, strategy)
  await stage.clear()
  const rows = await session.count(`SELECT count(*) FROM ${table}`, options)
  const changes = isReplace ? [] : schemaChanges(plan, definition, printTable(target))
  const swapped =
    isReplace && options.isLast ? await swapIn(session, { staged: place, target, definition, signal }) : []
  return { received, kept, rows, ...counts, schemaChanges: [...changes, ...swapped] }
}

const noRows: RowCounts = { inserted: 0, updated: 0, unchanged: 0 }

/** A replace without a version keeps every row: its key need not be one (two models may share a name). */
function writeRows(session: Session, options: Parameters<typeof mergeRows>[1], strategy: Strategy): Promise<RowCounts> {
  const isMerge = strategy === 'merge' || (strategy === 'replace' && options.definition.versionColumn !== undefined)
  return isMerge ? mergeRows(session, options) : appendRows(session, options)
}
