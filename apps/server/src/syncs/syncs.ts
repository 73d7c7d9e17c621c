import { type Clock, IngestError } from '@ingestr/contract'
import { checkWishes } from '@ingestr/ingest'

import type { Connections } from '../connections/connections.ts'
import type { Destinations } from '../runs/destinations.ts'
import type { NewSync, SyncChange } from '../schemas.ts'
import { readSchedule } from '../schedule/next-times.ts'
import { notFound } from '../server-error.ts'
import { createIdentifier } from '../store/identifier.ts'
import type { Database } from '../store/open-store.ts'
import type { SyncRow } from '../store/tables.ts'
import { type SyncView, viewSync } from './sync-view.ts'

/** What is copied from where to where, and when. */
export interface Syncs {
  list(): Promise<readonly SyncView[]>
  /** @throws IngestError `NOT_FOUND` */
  get(id: string): Promise<SyncView>
  /** @throws IngestError `CONFLICT`, `INVALID_ARGUMENT`, `INVALID_SCHEDULE`, `UNKNOWN_TABLE`, `UNKNOWN_DESTINATION` */
  create(given: NewSync): Promise<SyncView>
  change(id: string, change: SyncChange): Promise<SyncView>
  /** With its history; what was copied stays. @throws IngestError `CONFLICT` while it runs */
  remove(id: string): Promise<void>
}

export function createSyncs(options: {
  readonly database: Database
  readonly connections: Connections
  readonly destinations: Destinations
  readonly clock: Pick<Clock, 'now'>
}): Syncs {
  const { database, connections, destinations, clock } = options

  async function find(id: string): Promise<SyncRow> {
    const row = await database.selectFrom('sync').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw notFound('sync', id)
    return row
  }

  /** All that can be said against it before it runs. */
  async function check(given: NewSync, own?: string): Promise<void> {
    const taken = await database.selectFrom('sync').select('id').where('name', '=', given.name).executeTakeFirst()
    if (taken !== undefined && taken.id !== own) {
      throw new IngestError('CONFLICT', 'There is a sync of that name already.')
    }
    await connections.get(given.connectionId)
    destinations.check(given.destination)
    if (given.publish && destinations.named.includes(given.destination)) {
      throw new IngestError('INVALID_ARGUMENT', 'Only databases in the data directory have copies for readers.')
    }
    await checkWishes({
      sourceTables: given.tables,
      destTable: given.destTable,
      incrementalStrategy: given.strategy ?? undefined,
      mask: given.mask === '' ? undefined : given.mask,
      maskKey: given.mask === '' ? undefined : 'only to look at the masks',
    })
    readSchedule(given.schedule ?? 'every 1d', given.timezone)
  }

  function nextOf({ paused, schedule, timezone }: NewSync): number | null {
    if (paused || typeof schedule !== 'string') return null
    return readSchedule(schedule, timezone).next(clock.now())
  }

  return {
    async list() {
      const rows = await database.selectFrom('sync').selectAll().orderBy('name').execute()
      return rows.map((row) => viewSync(row, clock.now()))
    },
    get: async (id) => viewSync(await find(id), clock.now()),
    async create(given) {
      await check(given)
      const now = clock.now()
      const row: SyncRow = {
        id: createIdentifier('sync'),
        ...toRow(given),
        paused_why: null,
        next_at: nextOf(given),
        created_at: now,
        updated_at: now,
      }
      await database.insertInto('sync').values(row).execute()
      return viewSync(row, now)
    },
    async change(id, change) {
      const row = await find(id)
      const next = { ...toGiven(row), ...withoutUndefined(change) }
      await check(next, id)
      // What only changes its name keeps its next time, even one that is due.
      const before = toGiven(row)
      const isTimed = (['schedule', 'timezone', 'paused'] as const).some((field) => next[field] !== before[field])
      const values = {
        ...toRow(next),
        paused_why: next.paused ? row.paused_why : null,
        next_at: isTimed ? nextOf(next) : row.next_at,
        updated_at: clock.now(),
      }
      await database.transaction().execute(async (transaction) => {
        await transaction.updateTable('sync').set(values).where('id', '=', id).execute()
        // A run that has begun goes on to where it was to go; those that wait go where the sync goes now.
        const { destination } = values
        await transaction
          .updateTable('run')
          .set({ destination })
          .where('sync_id', '=', id)
          .where('status', '=', 'queued')
          .execute()
      })
      return viewSync({ ...row, ...values }, clock.now())
    },
    async remove(id) {
      const { name } = await find(id)
      const { numDeletedRows } = await database
        .deleteFrom('sync')
        .where('id', '=', id)
        .where((from) =>
          from.not(
            from.exists(from.selectFrom('run').select('id').where('sync_id', '=', id).where('status', '=', 'running')),
          ),
        )
        .executeTakeFirstOrThrow()
      if (numDeletedRows === 0n) throw new IngestError('CONFLICT', `${name} runs. Cancel the run first.`)
    },
  }
}

function toRow(given: NewSync): Omit<SyncRow, 'id' | 'paused_why' | 'next_at' | 'created_at' | 'updated_at'> {
  return {
    name: given.name,
    connection_id: given.connectionId,
    tables: JSON.stringify(given.tables),
    destination: given.destination,
    dest_table: given.destTable,
    strategy: given.strategy ?? null,
    mask: given.mask,
    is_strict: given.strict ? 1 : 0,
    publishes: given.publish ? 1 : 0,
    schedule: given.schedule ?? null,
    timezone: given.timezone,
    overlap: given.overlap,
    missed: given.missed,
    retries: given.retries,
    is_paused: given.paused ? 1 : 0,
  }
}

function toGiven(row: SyncRow): NewSync {
  const view = viewSync(row, 0)
  const { name, connectionId, destination, destTable, strategy, mask, strict, publish } = view
  const { schedule, timezone, overlap, missed, retries, paused } = view
  const what = { name, connectionId, tables: [...view.tables], destination, destTable, strategy, mask, strict, publish }
  return { ...what, schedule, timezone, overlap, missed, retries, paused }
}

function withoutUndefined(change: SyncChange): Partial<NewSync> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
