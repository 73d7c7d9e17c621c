import { DuckDBInstance } from '@duckdb/node-api'

import type { Connectable, DatabaseSettings } from './database.ts'
import { openFailure } from './open-failure.ts'

/**
 * Opens `path`, for reading only, for as long as `work` takes: other readers may have it open, and nothing is written beside it.
 * Its statements reach no other file.
 */
export async function withReadOnly<Result>(
  path: string,
  settings: DatabaseSettings,
  work: (database: Connectable) => Promise<Result>,
): Promise<Result> {
  let instance: DuckDBInstance
  try {
    instance = await DuckDBInstance.create(path, configuration(settings))
  } catch (error) {
    throw await openFailure(path, error)
  }
  try {
    return await work(instance)
  } finally {
    instance.closeSync()
  }
}

/** Nothing is put on the disk that does not fit into memory. */
function configuration({ memoryLimit, threads }: DatabaseSettings): Record<string, string> {
  return {
    access_mode: 'READ_ONLY',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    enable_external_access: 'false',
    temp_directory: '',
    ...(memoryLimit !== undefined && { memory_limit: memoryLimit }),
    ...(threads !== undefined && { threads: String(threads) }),
  }
}
