import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { type Connector, type Destination, IngestError, type Load, type TableState } from '@ingestr/contract'

import { openJsonlLoad } from './jsonl-load.js'
import { fileName } from './jsonl-target.js'

/** `jsonl:///folder`: a file of JSON lines for each table. Relative to the working directory; `jsonl:////folder` is not. */
export const destinationConnector: Connector<Destination> = {
  specificationVersion: 'v1',
  schemes: ['jsonl'],
  parameters: [],
  async create({ location }, { workingDirectory }) {
    const folder = location.replace(/^\//, '')
    if (folder === '') throw new IngestError('INVALID_URI', 'A folder is missing: write jsonl:///folder.')
    return createJsonlDestination({ folder: resolve(workingDirectory, folder) })
  },
}

/** Appends to and replaces files in a folder, an absolute path, which is made by the first load. */
export function createJsonlDestination({ folder }: { readonly folder: string }): Destination {
  return {
    specificationVersion: 'v1',
    location: folder,
    stateFile: join(folder, '_ingestr.sqlite'),
    capabilities: { strategies: ['append', 'replace'], commitsState: false, resumesReplace: true },
    canonicalName: fileName,
    async describe(table, { signal } = {}): Promise<TableState | undefined> {
      signal?.throwIfAborted()
      const text = await readFile(join(folder, `${fileName(table)}.jsonl`), 'utf8').catch(() => undefined)
      if (text === undefined) return undefined
      const [first = '', ...others] = text.split('\n')
      const isOwn = first === '' || first.includes('"_ingestr_run_id":')
      return { columns: [], rows: others.length, isOwn, notes: [], position: Buffer.byteLength(text) }
    },
    async openLoad(request, { signal } = {}): Promise<Load> {
      signal?.throwIfAborted()
      if (request.strategy === 'merge') throw new IngestError('INVALID_LOAD', 'JSON lines cannot be merged: append.')
      return await openJsonlLoad(folder, request)
    },
    async [Symbol.asyncDispose]() {},
  }
}
