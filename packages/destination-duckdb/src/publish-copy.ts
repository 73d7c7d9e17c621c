import { rm, stat } from 'node:fs/promises'

import { IngestError, type CallOptions, type PublishedCopy } from '@ingestr/contract'

import { copyDatabase } from './copy-database.ts'
import { findCopyPlace, sweepCopies } from './copy-place.ts'
import type { Database } from './database.ts'
import { destinationFailure } from './failure.ts'
import { putInPlace } from './put-in-place.ts'

/** Writes a copy in the staging folder, and puts it in its place when it is whole. */
export async function publishCopy(database: Database, path: string, options: CallOptions): Promise<PublishedCopy> {
  return await database.copies.take(async () => {
    await sweepCopies(await findCopyPlace(path, database.path))
    const staged = await database.stagingPath()
    try {
      const tables = await copyDatabase(database, staged, options)
      const { size } = await stat(staged)
      options.signal?.throwIfAborted()
      // What is there may have changed meanwhile.
      const place = await findCopyPlace(path, database.path)
      await putInPlace(staged, place)
      return { path: place.path, bytes: size, tables }
    } catch (error) {
      options.signal?.throwIfAborted()
      throw destinationFailure(`publish a copy at ${path}`, error)
    } finally {
      await Promise.all([rm(staged, { force: true }), rm(`${staged}.wal`, { force: true })])
    }
  }, options)
}

/** For a database that no load has made yet. */
export function nothingToPublish(location: string): IngestError {
  return new IngestError(
    'NOTHING_TO_PUBLISH',
    `There is no database at ${location} yet, so there is nothing to publish. Publish after the first load.`,
    { isRetryable: true },
  )
}
