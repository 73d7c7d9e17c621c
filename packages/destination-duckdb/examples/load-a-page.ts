import { createDuckdbDestination } from '@ingestr/destination-duckdb'
import { createPage } from '@ingestr/records'

import type { Outcome, TableDefinition } from '@ingestr/contract'

const tags: TableDefinition = {
  name: 'tags',
  records: ['data', '*'],
  columns: [{ name: 'id', type: 'text', path: ['id'] }],
  primaryKey: ['id'],
  strategy: 'merge',
  isOpen: true,
}

/** Loads one page into `main.tags` of a DuckDB file. */
export async function loadPage(path: string, body: Uint8Array): Promise<Outcome> {
  await using destination = createDuckdbDestination({ path })
  const tables = [{ definition: tags, target: { name: 'tags' } }]
  const run = { id: 'first', startedAt: Date.UTC(2026, 10, 23) }
  await using load = await destination.openLoad({ tables, strategy: 'merge', generation: 'first', run })
  await load.write(createPage(body))
  return await load.publish()
}
