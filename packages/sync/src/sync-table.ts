import {
  type Clock,
  type Destination,
  IngestError,
  type Interval,
  type Report,
  type Source,
  type StateKey,
  type StateStore,
  type TableDefinition,
  type TableName,
} from '@ingestr/contract'

import type { CommitPolicy } from './commit-policy.ts'
import { chooseInterval } from './choose-interval.ts'
import { runInterval, runPasses } from './passes.ts'
import { eitherSignal } from './either-signal.ts'
import { RunTally, type SyncResult } from './run-counts.ts'
import { createIdentifier } from './run-identifier.ts'
import { findStartingPoint, type StartingPoint } from './target-state.ts'

/** One table of a source into one table of a destination. */
export interface SyncOptions {
  readonly source: Source
  readonly destination: Destination
  readonly state: StateStore
  readonly clock: Clock
  readonly random: () => number
  /** Name of a table of the source. */
  readonly table: string
  readonly target: TableName
  /** Read exactly these versions; the stored checkpoint is neither read nor moved. */
  readonly interval?: Interval | undefined
  /** Read everything anew, and swap it in at the end. Not together with `interval`. */
  readonly isFullRefresh?: boolean | undefined
  readonly commitPolicy?: CommitPolicy | undefined
  /** Ends the run after the pages already received; what they brought is committed. Before there is a plan, rejects with its reason. */
  readonly stop?: AbortSignal | undefined
  /** Ends the run at once; what is not committed is dropped. */
  readonly signal?: AbortSignal | undefined
  readonly report?: Report | undefined
}

/**
 * Runs one table from plan to audit: identify, describe the target, read the state, plan, read and load. Where the plan
 * took more than one run, a pass over what changed meanwhile follows at once.
 *
 * @throws IngestError `UNKNOWN_TABLE`, `TARGET_TAKEN`, `SOURCE_INCOMPLETE`, and whatever the source or destination throws
 */
export async function syncTable(options: SyncOptions): Promise<SyncResult> {
  const { clock } = options
  const startedAt = clock.now()
  const run = { id: createIdentifier(startedAt, options.random), startedAt }
  const tally = new RunTally()
  const report = tally.listen(options.report)
  const definition = await findTable(options)
  const interval = chooseInterval(options, definition, tally.notes)
  const waiting = { signal: eitherSignal(options), report }
  const source = await options.source.identify(waiting)
  const key = { source, table: definition.name, target: options.destination.canonicalName(options.target) }
  const start = await readStartingPoint(options, definition, key)
  tally.notes.push(...start.notes)
  const passes = { ...options, key, run, tally, report, hasState: start.revision > 0 }
  const status =
    interval === undefined
      ? await runPasses(passes, definition, start)
      : await runInterval(passes, definition, start, interval)
  const { schemaChanges, notes, counts } = tally
  return { runId: run.id, ...key, status, counts, schemaChanges, notes, durationMs: clock.now() - startedAt }
}

async function findTable(options: SyncOptions): Promise<TableDefinition> {
  const tables = await options.source.listTables({ signal: options.signal })
  const definition = tables.find((table) => table.name === options.table)
  if (definition !== undefined) return definition
  const names = tables.map((table) => table.name).join(', ')
  // What is no plain name may be a URI in the wrong place, with a token in it.
  const asked = /^[a-z_]{1,40}$/i.test(options.table) ? `"${options.table}"` : 'of the name that was given'
  throw new IngestError('UNKNOWN_TABLE', `There is no table ${asked}. The tables are: ${names}.`)
}

async function readStartingPoint(
  options: SyncOptions,
  definition: TableDefinition,
  key: StateKey,
): Promise<StartingPoint> {
  const { destination, state, signal } = options
  const table = await destination.describe(options.target, { signal })
  const entries = await state.find(destination.sql, key.target, { signal })
  const { isFullRefresh = false } = options
  const start = findStartingPoint({ key, definition, table, entries, isFullRefresh })
  return { ...start, notes: [...start.notes, ...(table?.notes ?? [])] }
}
