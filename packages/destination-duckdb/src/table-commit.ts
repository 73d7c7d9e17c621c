import type { CallOptions, KeepRange, SchemaChange, Strategy } from '@ingestr/contract'

import type { RunMark } from './bookkeeping.ts'
import type { CommitRows } from './commit-rows.ts'
import { applyPlan } from './ddl.ts'
import { everyRow, keepCondition } from './fresh-rows.ts'
import { dropOtherGenerations, generationTable } from './generation.ts'
import { printTable, quoteTable } from './identifier.ts'
import type { LoadedTable } from './lane.ts'
import { appendRows, mergeRows, type RowCounts } from './merge-rows.ts'
import { swapIn } from './replace.ts'
import { settlePlan, type Settled } from './schema-contract.ts'
import type { Session } from './session.ts'
import { countRows, type StageScope } from './stage-scope.ts'
import { readStoredTable } from './stored-table.ts'
import { planTable, schemaChanges, type TablePlan } from './table-plan.ts'

/** What one commit did to one table. */
export type TableOutcome = RowCounts & {
  readonly received: number
  readonly kept: number
  readonly rows: number
  readonly schemaChanges: readonly SchemaChange[]
  readonly discarded: Settled['discarded']
}

export type TableCommitOptions = CallOptions & {
  readonly strategy: Strategy
  readonly generation: string
  readonly keep: KeepRange | undefined
  readonly run: RunMark
  readonly isLast: boolean
}

/** A table with the rows that a commit brings it. */
export type CommittedTable = Pick<LoadedTable, 'definition' | 'target'> & { readonly rows: CommitRows }

/** Writes the rows into the table. To be run inside a transaction. */
export async function commitTable(
  session: Session,
  { definition, target, rows }: CommittedTable,
  options: TableCommitOptions,
): Promise<TableOutcome> {
  const { strategy, generation, run, signal } = options
  const isReplace = strategy === 'replace'
  const place = isReplace ? generationTable(target, generation) : target
  if (isReplace) await dropOtherGenerations(session, target, generation, options)
  const stored = await readStoredTable(session, place, options)
  const model = isReplace ? await readStoredTable(session, target, options) : undefined
  const asked = { stage: rows.cells, where: keepCondition(rows.columns, options.keep) }
  const table = quoteTable(session.catalog, place)
  const received = rows.count ?? (await session.count(`SELECT count(*) FROM ${rows.keys}`, options))
  const keepsModel = definition.contract !== 'evolve'
  const planned = await planTable({
    session,
    scope: { ...asked, stage: rows.undeclaredCells },
    staged: rows.columns,
    forms: asked.where === everyRow ? rows.forms : undefined,
    definition,
    stored,
    model,
    keepsModel,
    signal,
  })
  const kept = [stored, model].flatMap((found) => found ?? [])
  const settling = { scope: asked, table, target: printTable(target), definition, kept, signal }
  const settled =
    received === 0 ? nothing(planned, asked) : await settle(session, planned, { ...rows, received }, settling)
  const { plan, scope, discarded } = settled
  applyPlan(session, place, plan, definition)
  const counts =
    settled.rows === 0
      ? noRows
      : await writeRows(
          session,
          {
            rows,
            where: scope.where,
            count: rows.isStaged ? undefined : settled.rows,
            table,
            plan,
            definition,
            run,
            signal,
          },
          strategy,
        )
  const total = await session.count(`SELECT count(*) FROM ${table}`, options)
  const changes = isReplace ? [] : schemaChanges(plan, printTable(target))
  const swapped =
    isReplace && options.isLast ? await swapIn(session, { staged: place, target, definition, signal }) : []
  return { received, kept: settled.rows, rows: total, ...counts, schemaChanges: [...changes, ...swapped], discarded }
}

/** Rows in page files are checked as they are written: one that does not fit makes them be staged. */
async function settle(
  session: Session,
  plan: TablePlan,
  { keys, isStaged, received }: CommitRows & { readonly received: number },
  options: Parameters<typeof settlePlan>[2],
): Promise<Settled> {
  if (isStaged) return settlePlan(session, plan, options)
  const { scope, signal } = options
  const isEvery = scope.where === everyRow
  const [rows = 0] = isEvery
    ? [received]
    : await countRows(session, { ...scope, stage: keys }, ['count(*)'], { signal })
  return { plan, scope, rows, discarded: new Map() }
}

function nothing(plan: TablePlan, scope: StageScope): Settled {
  return { plan, scope, rows: 0, discarded: new Map() }
}

const noRows: RowCounts = { inserted: 0, updated: 0, unchanged: 0 }

/** A replace without a version keeps every row: its key need not be one (two models may share a name). */
function writeRows(session: Session, options: Parameters<typeof mergeRows>[1], strategy: Strategy): Promise<RowCounts> {
  const isMerge = strategy === 'merge' || (strategy === 'replace' && options.definition.versionColumn !== undefined)
  return isMerge ? mergeRows(session, options) : appendRows(session, options)
}
