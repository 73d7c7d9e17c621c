import type { CallOptions, SqlExecutor, StateEntry, StateStore } from '@ingestr/contract'

import { findEntries, recordEntry } from './checkpoints.ts'
import { currentVersion, migrate } from './migrations.ts'
import { recordRun } from './runs.ts'
import { readEntry } from './stored-entry.ts'
import { readStoredVersion } from './stored-version.ts'

/**
 * The state tables of ingestr as statements. One store serves any number of databases and dialects; it holds nothing.
 *
 * `prepare` and `find` throw `STATE_TOO_NEW` for tables of a later release, `find` also `STATE_INVALID` for an entry that
 * something else changed; whatever the executor throws passes through.
 */
export function createStateStore(): StateStore {
  return { prepare, find, record: recordEntry, recordRun }
}

async function prepare(executor: SqlExecutor, options: CallOptions = {}): Promise<void> {
  let version = await readStoredVersion(executor, options)
  while (version < currentVersion) {
    const [step = []] = migrate(executor.dialect, version)
    let failure: { readonly error: unknown } | undefined
    try {
      await executor.apply(step, options)
    } catch (error) {
      failure = { error }
    }
    const reached = await readStoredVersion(executor, options)
    // What another process migrated meanwhile cannot be migrated once more, and need not be.
    if (failure !== undefined && reached <= version) throw failure.error
    version = Math.max(reached, version + 1)
  }
}

async function find(executor: SqlExecutor, target: string, options: CallOptions = {}): Promise<readonly StateEntry[]> {
  if ((await readStoredVersion(executor, options)) === 0) return []
  const rows = await executor.query(findEntries(executor.dialect, target), options)
  return rows.map(readEntry)
}
