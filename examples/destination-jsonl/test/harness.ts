import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { DestinationPlace } from '@ingestr/conformance'
import { createJsonlDestination } from 'ingestr-destination-jsonl'

/** A folder of its own for each case: how the kit opens the destination there, and reads files without it. */
export async function destination(): Promise<DestinationPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'jsonl-'))
  const named = createJsonlDestination({ folder })
  const read = (file: string) => readFile(join(folder, `${file}.jsonl`), 'utf8').catch(() => undefined)
  return {
    open: async () => createJsonlDestination({ folder }),
    rows: async (table) => (await read(named.canonicalName(table)))?.split('\n').slice(0, -1),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
