import { chmod, rm, stat } from 'node:fs/promises'

import { IngestError, type CallOptions, type PublishedCopy } from '@ingestr/contract'

import { copyDatabase } from './copy-database.ts'
import { findCopyPlace, sweepCopies } from './copy-place.ts'
import { damagedFile } from './damage.ts'
import type { Database } from './database.ts'
import { putInPlace } from './put-in-place.ts'
import { reasonOf, tellsOfMemory } from './reason.ts'

/**
 * Writes a copy in the staging folder, and puts it in its place when it is whole. A second one waits for the first, or an older
 * copy could take the place of a newer one.
 */
export async function publishCopy(database: Database, path: string, options: CallOptions): Promise<PublishedCopy> {
  return await database.copies.take(() => makeCopy(database, path, options), options)
}

async function makeCopy(database: Database, path: string, options: CallOptions): Promise<PublishedCopy> {
  const staged = await database.stagingPath('duckdb')
  try {
    await sweepCopies(await findCopyPlace(path, database))
    const tables = await database.memory.raised(() => copyDatabase(database, staged, options))
    await chmod(staged, 0o600)
    const { size } = await stat(staged)
    options.signal?.throwIfAborted()
    // What is there may have changed meanwhile.
    const place = await findCopyPlace(path, database)
    await putInPlace(staged, place)
    return { path: place.path, bytes: size, tables }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw publishFailure(database, path, error)
  } finally {
    await Promise.all([rm(staged, { force: true }), rm(`${staged}.wal`, { force: true })])
  }
}

function publishFailure(database: Database, path: string, cause: unknown): IngestError {
  if (IngestError.isInstance(cause)) return cause
  const damaged = damagedFile(database.path, cause)
  if (damaged !== undefined) return damaged
  const reason = reasonOf(cause)
  const way = /no space left|disk is full|ENOSPC/i.test(reason)
    ? 'Free some space: until it is in place, a copy takes twice its size.'
    : tellsOfMemory(reason)
      ? 'Give DuckDB more memory with ?memory_limit=4GB.'
      : 'Check the path and its permissions.'
  const message = `A copy could not be published at ${path}: ${reason}${reason.endsWith('.') ? '' : '.'} What was there is as it was. ${way}`
  return new IngestError('DESTINATION_FAILED', message, { cause })
}

/** For a database that no load has made yet. */
export function nothingToPublish(location: string): IngestError {
  return new IngestError(
    'NOTHING_TO_PUBLISH',
    `There is no database at ${location} yet, so there is nothing to publish. Publish after the first load.`,
    { isRetryable: true },
  )
}
