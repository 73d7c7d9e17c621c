import { join } from 'node:path'

import type { Runtime } from '@ingestr/contract'
import {
  type CountedTable,
  type FakeIntercom,
  type FakeIntercomOptions,
  startFakeIntercom,
} from '@ingestr/fake-intercom'
import {
  createManualClock,
  createSeededRandom,
  createTemporaryDirectory,
  type ManualClock,
} from '@ingestr-tooling/testing'

import { ingest, type IngestOptions, type IngestResult, type TableResult } from '../src/index.ts'
import { intercomTables } from './intercom-tables.ts'
import { differences, readTable } from './table-truth.ts'

/** A fake Intercom, a DuckDB file, and runs from one into the other, all on one simulated clock. */
export interface CopyHarness extends AsyncDisposable {
  readonly fake: FakeIntercom
  readonly clock: ManualClock
  readonly path: string
  readonly directory: string
  readonly runtime: Runtime
  /** Copies a table into `intercom.<table>` and forgets the requests of the run before. */
  copy(table: string, options?: Partial<IngestOptions>): Promise<TableResult>
  /** The same of several. */
  copyAll(tables: IngestOptions['sourceTables'], options?: Partial<IngestOptions>): Promise<IngestResult>
  /** Every difference between `intercom.<table>` and what the API has now. */
  differencesOf(table: string): Promise<readonly string[]>
}

export const allTables: readonly string[] = intercomTables.map((table) => table.name)

export async function startCopy(options: FakeIntercomOptions = {}): Promise<CopyHarness> {
  const directory = await createTemporaryDirectory()
  const clock = createManualClock()
  const fake = await startFakeIntercom({ clock, ...options })
  const path = join(directory.path, 'intercom.duckdb')
  const runtime: Runtime = {
    clock,
    random: createSeededRandom(7),
    workingDirectory: directory.path,
    temporaryDirectory: directory.path,
  }

  function copyAll(
    sourceTables: IngestOptions['sourceTables'],
    changes: Partial<IngestOptions> = {},
  ): Promise<IngestResult> {
    fake.resetRequests()
    const uris = { sourceUri: fake.connectionUri(), destUri: 'duckdb:///intercom.duckdb' }
    return ingest({ ...uris, sourceTables, destTable: 'intercom.{table}', runtime, ...changes })
  }

  return {
    fake,
    clock,
    path,
    directory: directory.path,
    runtime,
    copyAll,
    async copy(table, changes = {}) {
      const { tables } = await copyAll(table, changes)
      return tables[0]
    },
    async differencesOf(name) {
      const table = intercomTables.find((each) => each.name === name)
      if (table === undefined) throw new TypeError(`no table ${name}`)
      return differences(await readTable(path, 'intercom', name), truthOf(fake, name), table)
    },
    async [Symbol.asyncDispose]() {
      await fake[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** Every record of a table as the API gives it now. */
export function truthOf(fake: FakeIntercom, table: string): readonly string[] {
  const name = table.replace(/_(.)/, (_, letter: string) => letter.toUpperCase()) as CountedTable
  return fake.truthJson(name, { include: ['include_count', 'display_avatar'] })
}
