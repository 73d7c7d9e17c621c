import { IngestError } from '@ingestr/contract'

import type { SyncOptions } from './sync-options.ts'
import type { SyncResult } from './sync-result.ts'
import { runTables } from './sync-tables.ts'

/**
 * Runs one table from plan to audit: identify, describe the target, read the state, plan, read and load. Where the plan
 * took more than one run, a pass over what changed meanwhile follows at once. A stop that comes before there is a plan
 * rejects with its reason.
 *
 * @throws IngestError `UNKNOWN_TABLE`, `TARGET_TAKEN`, `SOURCE_INCOMPLETE`, `RECORDS_MISSING`, and whatever the source or
 *   destination throws
 */
export async function syncTable(options: SyncOptions): Promise<SyncResult> {
  const { table, target } = options
  const [result] = await runTables({ ...options, tables: [{ table, target }] })
  if (result === undefined) throw new IngestError('INVALID_ARGUMENT', 'There is no table to copy: name one.')
  if (result.status === 'failed') throw result.error
  return result
}
