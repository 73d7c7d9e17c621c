import { DuckDBInstance } from '@duckdb/node-api'

import type { Connectable, DatabaseSettings } from './database.ts'
import { lockDown } from './lock-down.ts'
import { openFailure } from './open-failure.ts'

/**
 * Opens `path`, for reading only, for as long as `work` takes: other readers may have it open, and nothing is written, beside it
 * neither. Its statements reach no other file.
 */
export async function withReadOnly<Result>(
  path: string,
  settings: DatabaseSettings,
  work: (database: Connectable) => Promise<Result>,
): Promise<Result> {
  const instance = await open(path, settings)
  try {
    await lockDown(instance, undefined)
    return await work(instance)
  } finally {
    instance.closeSync()
  }
}

async function open(path: string, { memoryLimit, threads }: DatabaseSettings): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, {
      access_mode: 'read_only',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(memoryLimit !== undefined && { memory_limit: memoryLimit }),
      ...(threads !== undefined && { threads: String(threads) }),
    })
  } catch (error) {
    throw await openFailure(path, error)
  }
}
