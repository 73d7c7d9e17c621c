import { join } from 'node:path'

import type { StatefulDestination, Json } from '@ingestr/contract'
import { createDuckdbDestination } from '@ingestr/destination-duckdb'
import { createStateStore } from '@ingestr/state-kysely'
import {
  createManualClock,
  createSeededRandom,
  createTemporaryDirectory,
  type ManualClock,
} from '@ingestr-tooling/testing'

import { syncTable, syncTables, type CommitPolicy, type SyncOptions, type SyncResult } from '../src/index.ts'
import type { SyncTablesOptions, TableResult } from '../src/index.ts'

/** A commit after every page. */
export const everyPage: CommitPolicy = { maxBytes: 1, maxIntervalMs: 0 }

/** A DuckDB file of the test's own, and runs into it. */
export interface SyncHarness extends AsyncDisposable {
  readonly clock: ManualClock
  readonly path: string
  /** One run in a destination opened anew, as a process of its own would; `describe` takes the place of its own. */
  run(
    options: Pick<SyncOptions, 'source'> & Partial<SyncOptions> & { describe?: StatefulDestination['describe'] },
  ): Promise<SyncResult>
  /** One run of `people` and `labels`. */
  runBoth(options: Pick<SyncTablesOptions, 'source'> & Partial<SyncTablesOptions>): Promise<readonly TableResult[]>
  /** Rows of a query, values as JSON. */
  query(text: string): Promise<ReadonlyArray<Record<string, Json>>>
  execute(text: string): Promise<void>
}

export async function createSyncHarness(): Promise<SyncHarness> {
  const directory = await createTemporaryDirectory()
  const clock = createManualClock()
  const random = createSeededRandom(1)
  const path = join(directory.path, 'test.duckdb')
  const open = (): StatefulDestination => createDuckdbDestination({ path })
  const shared = { state: createStateStore(), clock, random }
  return {
    clock,
    path,
    async run({ describe, ...options }) {
      await using destination = open()
      if (describe !== undefined) destination.describe = describe
      return await syncTable({ ...shared, destination, table: 'people', target: { name: 'people' }, ...options })
    },
    async runBoth(options) {
      await using destination = open()
      const tables = ['people', 'labels'].map((table) => ({ table, target: { name: table } }))
      return await syncTables({ ...shared, destination, tables, ...options })
    },
    async query(text) {
      await using destination = open()
      return await destination.sql.query({ text, parameters: [] })
    },
    async execute(text) {
      await using destination = open()
      await destination.sql.apply([{ text, parameters: [] }])
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}
