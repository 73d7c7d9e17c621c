import { resolve } from 'node:path'

import { type CallOptions, IngestError, type PublishedCopy, type Runtime } from '@ingestr/contract'

import { createDestination } from './connectors.ts'
import type { SourceSettings } from './source-settings.ts'
import { createSystemRuntime } from './system-runtime.ts'

/** What is to be published, and where. */
export interface PublishOptions extends CallOptions {
  readonly destUri: string
  /** The file that readers open, from the runtime's working directory on. Its folder is there already. */
  readonly path: string
  /** Such as `{ lock_timeout: '10m' }`: how long to wait for a run of another process. */
  readonly destSettings?: SourceSettings | undefined
  readonly runtime?: Runtime | undefined
}

/**
 * Puts a copy of the whole database, as of one moment between two commits, at a path, in the place of the one that was
 * published there before. Runs may go on meanwhile; readers find the old copy or the new one, and may keep either open.
 *
 * @throws IngestError `INVALID_ARGUMENT` for a path that is the database itself, a folder, in no folder, or a file that is no
 *   DuckDB database; `NOTHING_TO_PUBLISH` before the first load; `DESTINATION_LOCKED` where a run of another process went on
 *   for longer than was to be waited
 */
export async function publish(options: PublishOptions): Promise<PublishedCopy> {
  const { path, runtime = createSystemRuntime(), signal } = options
  if (path === '' || /:\/\/|_token=|\p{Cc}/u.test(path)) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      'The path to publish at is not the path of a file. Write it like copies/intercom.duckdb.',
    )
  }
  await using destination = await createDestination(options.destUri, runtime, options.destSettings)
  if (destination.publishCopy === undefined) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `Copies of ${destination.location} cannot be published: its connector cannot make any.`,
    )
  }
  return await destination.publishCopy({ path: resolve(runtime.workingDirectory, path) }, { signal })
}
