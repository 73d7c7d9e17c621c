import type { CallOptions, CheckpointSummary, RunRecord, Runtime, StateEntry } from '@ingestr/contract'
import { readState } from '@ingestr/state-kysely'

import { createDestination, describeCheckpoint } from './connectors.ts'
import { liveRows } from './canonical-table.ts'
import type { SourceSettings } from './source-settings.ts'
import { createSystemRuntime } from './system-runtime.ts'

/** Where the state is that is looked at. */
export interface StatusOptions extends CallOptions {
  readonly destUri: string
  readonly destSettings?: SourceSettings | undefined
  readonly runtime?: Runtime | undefined
}

/** What is stored of one target table. */
export interface TableStatus {
  /** The target table's canonical name. */
  readonly target: string
  /** Whose table it is, and which; `intercom:us:<workspace>`. */
  readonly source: string
  readonly table: string
  /** Rows that are there now; null where there is no table. */
  readonly rows: number | null
  /** How far it is read; undefined where nothing is stored, or by a source that this version does not know. */
  readonly checkpoint: CheckpointSummary | undefined
  /** Whether a run was cut short, and the next one goes on where it ended. */
  readonly isUnfinished: boolean
  /** The latest, however it ended; `lastSuccess` the latest that succeeded. */
  readonly lastRun: RunRecord | undefined
  readonly lastSuccess: RunRecord | undefined
}

/** What a destination knows of its tables. */
export type Status = { readonly location: string; readonly tables: readonly TableStatus[] }

/**
 * What is stored of each table that was ever copied to a destination: how far it is read, how its runs ended, what they
 * counted. Asks nothing of the source, writes nothing, makes no file.
 * @throws IngestError `INVALID_URI`, `DESTINATION_LOCKED`, and what else keeps the file from being read
 */
export async function readStatus(options: StatusOptions): Promise<Status> {
  const { runtime = createSystemRuntime(), signal } = options
  await using destination = await createDestination(options.destUri, runtime, options.destSettings)
  const { entries, runs } = await readState(destination.sql, { signal })
  const keys = new Map([...runs, ...entries].map((each) => [keyOf(each), each]))
  const tables: TableStatus[] = []
  for (const [key, { source, table, target }] of [...keys].toSorted(([one], [other]) => one.localeCompare(other))) {
    const entry = entries.find((each) => keyOf(each) === key)
    const own = runs.filter((each) => keyOf(each) === key)
    tables.push({
      source,
      table,
      target,
      rows: await liveRows(destination, target, { signal }),
      ...(await readCheckpoint(entry, runtime)),
      lastRun: own[0],
      lastSuccess: own.find(({ status }) => status === 'succeeded'),
    })
  }
  return { location: destination.location, tables }
}

async function readCheckpoint(
  entry: StateEntry | undefined,
  runtime: Runtime,
): Promise<Pick<TableStatus, 'checkpoint' | 'isUnfinished'>> {
  if (entry === undefined) return { checkpoint: undefined, isUnfinished: false }
  const checkpoint = await describeCheckpoint(entry.source, entry.checkpoint, runtime)
  return { checkpoint, isUnfinished: !entry.isPublished || checkpoint?.isUnfinished === true }
}

function keyOf({ source, table, target }: Pick<RunRecord, 'source' | 'table' | 'target'>): string {
  return JSON.stringify([target, source, table])
}
