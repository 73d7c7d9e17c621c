import type { Clock } from '@ingestr/contract'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'

import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts'
import type { RunQueue } from '../../src/queue/run-queue.ts'
import { takeLease } from '../../src/store/lease.ts'
import { type Database, openStore } from '../../src/store/open-store.ts'
import type { SyncRow } from '../../src/store/tables.ts'

/** A store of a test's own, in a folder of its own. */
export interface TestStore extends AsyncDisposable {
  readonly database: Database
  readonly folder: string
  /** The queue of one more server: of a higher epoch than those before. */
  nextQueue(processId?: number): Promise<RunQueue>
  addSync(given?: Partial<SyncRow>): Promise<SyncRow>
}

export async function openTestStore(clock: Pick<Clock, 'now'>): Promise<TestStore> {
  const folder = await createTemporaryDirectory()
  const database = await openStore(folder.path)
  let count = 0
  return {
    database,
    folder: folder.path,
    async nextQueue(processId = process.pid) {
      const { epoch } = await takeLease(database, clock, processId)
      return createSqliteQueue(database, clock, epoch)
    },
    async addSync(given = {}) {
      count += 1
      const connection = {
        id: `conn_${count}`,
        name: `Acme ${count}`,
        region: 'us',
        base_url: null,
        created_at: 0,
        updated_at: 0,
      }
      await database.insertInto('connection').values(connection).execute()
      const sync: SyncRow = {
        id: `sync_${count}`,
        name: `Sync ${count}`,
        connection_id: connection.id,
        tables: '["contacts"]',
        destination: 'warehouse',
        dest_table: 'intercom.{table}',
        strategy: null,
        mask: '',
        is_strict: 0,
        publishes: 0,
        schedule: 'every 1h',
        timezone: 'UTC',
        overlap: 'skip',
        missed: 'once',
        retries: 3,
        is_paused: 0,
        paused_why: null,
        next_at: null,
        created_at: 0,
        updated_at: 0,
        ...given,
      }
      await database.insertInto('sync').values(sync).execute()
      return sync
    },
    async [Symbol.asyncDispose]() {
      await database.destroy()
      await folder[Symbol.asyncDispose]()
    },
  }
}
