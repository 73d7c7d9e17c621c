import {
  type CallOptions,
  IngestError,
  type ListedTable,
  type Runtime,
  type TableName,
  type TableRows,
} from '@ingestr/contract'

import { createDestination } from './connectors.ts'
import type { SourceSettings } from './source-settings.ts'
import { createSystemRuntime } from './system-runtime.ts'
import { parseTargetTable } from './target-table.ts'

/** Whose tables to list. */
export interface ListStoredOptions extends CallOptions {
  readonly destUri: string
  readonly destSettings?: SourceSettings | undefined
  readonly runtime?: Runtime | undefined
}

/** Which rows to read. */
export interface ReadTableOptions extends ListStoredOptions {
  /** `intercom.contacts`, or a name as `listStored` gives it. */
  readonly table: string | TableName
  /** How many rows at most, from 0 to 10,000. */
  readonly limit: number
}

/**
 * The tables that a destination holds, with their columns and how many rows they have. Reads only: makes no file, and other
 * readers may have it open.
 * @throws IngestError `INVALID_URI`, `DESTINATION_LOCKED`, and what else keeps the file from being read
 */
export async function listStored(options: ListStoredOptions): Promise<readonly ListedTable[]> {
  const { runtime = createSystemRuntime(), signal } = options
  await using destination = await createDestination(options.destUri, runtime, options.destSettings)
  if (destination.listStored === undefined) throw cannotTell(destination.location)
  return await destination.listStored({ signal })
}

/**
 * The first rows of a stored table, each value as text that holds all of it (`9007199254740993`, `1.10`), and null as null. Reads
 * only, as `listStored` does.
 * @throws IngestError `INVALID_ARGUMENT` for a table that is not there, a view, and a limit that cannot be
 */
export async function readTable(options: ReadTableOptions): Promise<TableRows> {
  const { limit, runtime = createSystemRuntime(), signal } = options
  const table = typeof options.table === 'string' ? parseTargetTable(options.table) : options.table
  await using destination = await createDestination(options.destUri, runtime, options.destSettings)
  if (destination.readRows === undefined) throw cannotTell(destination.location)
  const found = await destination.readRows({ table, limit }, { signal })
  if (found !== undefined) return found
  throw new IngestError(
    'INVALID_ARGUMENT',
    `There is no table ${destination.canonicalName(table)} in ${destination.location}. listStored tells which there are.`,
  )
}

function cannotTell(location: string): IngestError {
  return new IngestError('INVALID_ARGUMENT', `The connector of ${location} cannot tell what is stored there.`)
}
