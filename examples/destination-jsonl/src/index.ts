import { join, resolve } from 'node:path'

import { type Connector, type Destination, IngestError, type TableState } from '@ingestr/contract'

import { openJsonlLoad } from './jsonl-load.js'
import { fileName } from './jsonl-target.js'
import { linesOf, sizeOf } from './lines.js'

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
      const path = join(folder, `${fileName(table)}.jsonl`)
      const size = sizeOf(path)
      if (size === undefined) return undefined
      let [rows, first] = [0, '']
      for await (const [line, number] of linesOf(path, size)) [rows, first] = [number, first || line]
      return { columns: [], rows, isOwn: size === 0 || first.includes('"_ingestr_run_id":'), notes: [], position: size }
    },
    openLoad: (request, options) => openJsonlLoad(folder, request, options),
    async [Symbol.asyncDispose]() {},
  }
}
