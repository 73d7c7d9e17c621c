import { createDuckdbDestination, type DuckdbDestinationOptions } from '../src/index.ts'
import { createPage } from '@ingestr/records'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'

import type {
  StatefulDestination,
  Json,
  LoadRequest,
  Outcome,
  Page,
  TableDefinition,
  TableName,
} from '@ingestr/contract'

/** The instant of every run in these tests: 2026-11-23T08:00:00Z. */
export const startedAt: number = Date.UTC(2026, 10, 23, 8)

export const people: TableDefinition = {
  name: 'people',
  description: 'People of a workspace.',
  records: ['data', '*'],
  columns: [
    { name: 'id', type: 'text', path: ['id'], description: 'Unique.' },
    { name: 'name', type: 'text', path: ['name'] },
    { name: 'age', type: 'integer', path: ['age'] },
    { name: 'score', type: 'double', path: ['score'] },
    { name: 'active', type: 'boolean', path: ['active'] },
    { name: 'updated_at', type: 'timestamp', path: ['updated_at'], encoding: 'unix-seconds' },
    { name: 'location_city', type: 'text', path: ['location', 'city'] },
    { name: 'tags', type: 'json', path: ['tags'] },
  ],
  primaryKey: ['id'],
  versionColumn: 'updated_at',
  strategy: 'merge',
  isOpen: true,
}

/** A page as a server would send it; `raw` where the test needs bytes that no serialiser writes. */
export function page(records: readonly Json[]): Page {
  return raw(JSON.stringify({ type: 'list', data: records }))
}

export function raw(body: string): Page {
  return createPage(new TextEncoder().encode(body))
}

/** A DuckDB file of a test's own, with a destination on it; both are gone when disposed. */
export interface Fixture extends AsyncDisposable {
  readonly folder: string
  readonly path: string
  readonly destination: StatefulDestination
  /** Disposes of the destination and opens another one on the same file. */
  reopened(): Promise<StatefulDestination>
  rows(text: string): Promise<ReadonlyArray<Record<string, Json>>>
}

export async function createFixture(options: { readonly path?: string } = {}): Promise<Fixture> {
  const directory = await createTemporaryDirectory()
  const path = options.path ?? `${directory.path}/test.duckdb`
  const settings: DuckdbDestinationOptions = { path }
  let destination = createDuckdbDestination(settings)
  return {
    folder: directory.path,
    path,
    get destination() {
      return destination
    },
    async reopened() {
      await destination[Symbol.asyncDispose]()
      destination = createDuckdbDestination(settings)
      return destination
    },
    rows: (text) => destination.sql.query({ text, parameters: [] }),
    async [Symbol.asyncDispose]() {
      await destination[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}

export const target: TableName = { schema: 'intercom', name: 'people' }

export function request(change: Partial<LoadRequest> & { readonly definition?: TableDefinition } = {}): LoadRequest {
  const { definition = people, ...rest } = change
  return {
    tables: [{ definition, target }],
    strategy: definition.strategy,
    generation: 'first',
    run: { id: 'run-1', startedAt },
    ...rest,
  }
}

/** Writes the pages in one load, and publishes. */
export async function load(
  destination: StatefulDestination,
  pages: readonly Page[],
  change: Parameters<typeof request>[0] = {},
): Promise<Outcome> {
  await using opened = await destination.openLoad(request(change))
  for (const each of pages) await opened.write(each)
  return await opened.publish()
}
