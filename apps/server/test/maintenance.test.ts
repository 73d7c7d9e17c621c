import { createManualClock, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startMaintenance } from '../src/maintenance.ts'
import { createScheduler } from '../src/schedule/scheduler.ts'
import { createVault } from '../src/secrets/vault.ts'
import { createRedactor } from '../src/secrets/redactor.ts'
import { createConnections } from '../src/connections/connections.ts'
import { createDestinations } from '../src/runs/destinations.ts'
import { createSyncs } from '../src/syncs/syncs.ts'
import { takeLease } from '../src/store/lease.ts'
import { openTestStore } from './harness/store.ts'

const day = 24 * 3_600_000
const minute = 60_000
const noon = Date.UTC(2026, 10, 30, 12)

/** Syncs as the server has them. */
async function prepare() {
  const clock = createManualClock(noon)
  const store = await openTestStore(clock)
  const { database } = store
  const vault = createVault(Buffer.alloc(32, 1))
  const connections = createConnections({ database, vault, redactor: createRedactor(), clock, allowedBaseUrls: [] })
  const destinations = createDestinations(store.folder, new Map())
  return { clock, store, syncs: createSyncs({ database, connections, destinations, clock }) }
}

describe('the history', () => {
  it('forgets what is older than was asked, but for the latest run of each sync that says how it stands', async () => {
    const clock = createManualClock(0)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const [one, other] = [await store.addSync(), await store.addSync()]
    const end = async (syncId: string, at: number, status: 'succeeded' | 'failed' | 'cancelled'): Promise<string> => {
      clock.advance(at * day - clock.now())
      const { id } = await queue.enqueue({ syncId, cause: 'manual', destination: 'warehouse', attempt: 1 })
      await queue.claim()
      await queue.complete(id, { status })
      return id
    }
    await end(one.id, 1, 'failed')
    const latest = await end(one.id, 2, 'succeeded')
    await end(one.id, 3, 'cancelled')
    const only = await end(other.id, 4, 'failed')
    const recent = await end(other.id, 25, 'cancelled')
    clock.advance(40 * day - clock.now())
    const lease = await takeLease(store.database, clock, process.pid)
    const problems: string[] = []
    const onProblem = (text: string): void => void problems.push(text)
    const maintenance = startMaintenance({ database: store.database, clock, lease, keepDays: 30, onProblem })
    const rows = await until(async () => {
      const left = await store.database.selectFrom('run').select('id').execute()
      return left.length < 5 && left
    })
    await maintenance.stop()
    expect(rows.map(({ id }) => id).toSorted()).toEqual([latest, only, recent].toSorted())
    expect(problems).toEqual([])
  })
})

describe('a sync', () => {
  it('that is due stays due while its name changes, and is due anew where its times do', async () => {
    const { clock, store, syncs } = await prepare()
    await using own = store
    const { id } = await own.addSync({ next_at: noon + minute, timezone: 'UTC' })
    const due = async (change: object): Promise<number | null | undefined> => {
      await syncs.change(id, change)
      return (await own.database.selectFrom('sync').select('next_at').executeTakeFirst())?.next_at
    }
    clock.advance(5 * minute)
    expect(await due({ name: 'Renamed', retries: 1 })).toBe(noon + minute)
    expect(await due({ schedule: 'every 15m' })).toBe(noon + 15 * minute)
    expect(await due({ schedule: '0 3 * * *', timezone: 'Europe/Lisbon' })).toBe(noon + 15 * 60 * minute)
    expect(await due({ timezone: 'America/New_York' })).toBe(noon + 20 * 60 * minute)
    expect(await due({ paused: true })).toBeNull()
    expect(await due({ paused: false })).toBe(noon + 20 * 60 * minute)
    expect(await due({ schedule: null })).toBeNull()
  })

  it('keeps what a change leaves out', async () => {
    const { store, syncs } = await prepare()
    await using own = store
    const given = { mask: 'email:hash', is_strict: 1, publishes: 1, strategy: 'replace', overlap: 'queue' } as const
    const { id } = await own.addSync({ ...given, missed: 'skip', retries: 7, dest_table: 'x.{table}', is_paused: 1 })
    const before = await own.database.selectFrom('sync').selectAll().executeTakeFirst()
    await syncs.change(id, { name: 'Other' })
    const after = await own.database.selectFrom('sync').selectAll().executeTakeFirst()
    expect(after).toEqual({ ...before, name: 'Other', updated_at: noon })
  })

  it('is begun to its own destination', async () => {
    const { clock, store } = await prepare()
    await using own = store
    await own.addSync({ next_at: noon, destination: 'elsewhere' })
    const { database } = own
    const queue = await own.nextQueue()
    const scheduler = createScheduler({ database, queue, clock, onRun: () => undefined, onProblem: () => undefined })
    await scheduler.tick()
    expect(await database.selectFrom('run').select('destination').execute()).toEqual([{ destination: 'elsewhere' }])
  })
})
