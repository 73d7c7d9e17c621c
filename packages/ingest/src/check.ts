import { type CallOptions, IngestError, type Runtime, type SourceCheck } from '@ingestr/contract'

import { chooseTables } from './choose-tables.ts'
import { createDestination, createSource } from './connectors.ts'
import type { SourceSettings } from './source-settings.ts'
import { createSystemRuntime } from './system-runtime.ts'

/** What to check. */
export interface CheckOptions extends CallOptions {
  readonly sourceUri: string
  /** Tables of the source; default: all. */
  readonly sourceTables?: string | readonly string[] | undefined
  /** Left out: the destination is not looked at. */
  readonly destUri?: string | undefined
  readonly sourceSettings?: SourceSettings | undefined
  readonly destSettings?: SourceSettings | undefined
  readonly runtime?: Runtime | undefined
}

/** What was found. `destination.error`: why it cannot be written to. */
export interface Check extends SourceCheck {
  readonly destination: { readonly location: string; readonly error?: IngestError | undefined } | undefined
}

/**
 * Whether the token is taken, what it may read, and whether the destination can be written to. Writes nothing, and makes no
 * file.
 * @throws IngestError `UNAUTHORIZED`, `INVALID_URI`, `INVALID_ARGUMENT`, `REQUEST_FAILED`
 */
export async function check(options: CheckOptions): Promise<Check> {
  const { runtime = createSystemRuntime(), signal } = options
  await using source = await createSource(options.sourceUri, runtime, options.sourceSettings)
  const tables = await chooseTables(source, options.sourceTables ?? 'all', undefined, { signal })
  if (source.check === undefined) throw new IngestError('INVALID_ARGUMENT', 'This source cannot be checked.')
  const destination =
    options.destUri === undefined ? undefined : await checkDestination(options.destUri, options, runtime)
  return {
    ...(await source.check(
      tables.map(({ table }) => table),
      { signal },
    )),
    destination,
  }
}

async function checkDestination(
  destUri: string,
  { destSettings, signal }: CheckOptions,
  runtime: Runtime,
): Promise<NonNullable<Check['destination']>> {
  await using destination = await createDestination(destUri, runtime, destSettings)
  const { location } = destination
  try {
    await destination.checkWritable?.({ signal })
    return { location }
  } catch (error) {
    signal?.throwIfAborted()
    if (IngestError.isInstance(error)) return { location, error }
    throw error
  }
}
