import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createScheduler } from '../src/schedule/scheduler.ts'
import { openTestStore, type TestStore } from './harness/store.ts'

const minute = 60_000
const hour = 60 * minute
const noon = Date.UTC(2026, 10, 30, 12)

async function slots(store: TestStore): Promise<ReadonlyArray<number | null>> {
  const rows = await store.database.selectFrom('run').select('slot_at').orderBy('slot_at').execute()
  return rows.map(({ slot_at }) => slot_at)
}

async function prepare(given: object) {
  const clock = createManualClock(noon)
  const store = await openTestStore(clock)
  const queue = await store.nextQueue()
  await store.addSync({ next_at: noon + hour, overlap: 'queue', ...given })
  const problems: string[] = []
  const scheduler = createScheduler({
    database: store.database,
    queue,
    clock,
    onRun: () => undefined,
    onProblem: (text) => problems.push(text),
  })
  return { clock, store, scheduler, problems }
}

describe('the scheduler', () => {
  it('makes the run of each slot when it is due, once', async () => {
    const { clock, store, scheduler } = await prepare({})
    await using own = store
    await scheduler.tick()
    expect(await slots(own)).toEqual([])
    for (let count = 0; count < 7; count += 1) {
      clock.advance(30 * minute)
      await scheduler.tick()
      await scheduler.tick()
    }
    expect(await slots(own)).toEqual([noon + hour, noon + 2 * hour, noon + 3 * hour])
  })

  it('makes one run of many slots that were missed, and goes on with the next', async () => {
    const { clock, store, scheduler } = await prepare({ missed: 'once' })
    await using own = store
    clock.advance(7.5 * hour)
    await scheduler.tick()
    await scheduler.tick()
    expect(await slots(own)).toEqual([noon + hour])
    clock.advance(hour / 2)
    await scheduler.tick()
    expect(await slots(own)).toEqual([noon + hour, noon + 8 * hour])
  })

  it('leaves missed slots out where that was asked', async () => {
    const { clock, store, scheduler } = await prepare({ missed: 'skip' })
    await using own = store
    clock.advance(7.5 * hour)
    await scheduler.tick()
    expect(await slots(own)).toEqual([])
    clock.advance(hour / 2)
    await scheduler.tick()
    expect(await slots(own)).toEqual([noon + 8 * hour])
  })

  it('leaves syncs alone that are paused', async () => {
    const { clock, store, scheduler } = await prepare({ is_paused: 1 })
    await using own = store
    clock.advance(3 * hour)
    await scheduler.tick()
    expect(await slots(own)).toEqual([])
  })
})
