import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import type { NewRun } from '../src/queue/run-queue.ts'
import { followUp } from '../src/queue/sqlite-queue.ts'
import { openTestStore } from './harness/store.ts'

const run = (syncId: string, given: Partial<NewRun> = {}): NewRun => ({
  syncId,
  cause: 'manual',
  destination: 'warehouse',
  attempt: 1,
  ...given,
})

describe('the queue', () => {
  it('gives each run to one worker, the oldest first, and one at a time to a destination', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync()
    const first = await queue.enqueue(run(id))
    const second = await queue.enqueue(run(id))
    const elsewhere = await queue.enqueue(run(id, { destination: 'other' }))
    const claimed = await Promise.all([queue.claim(), queue.claim(), queue.claim()])
    expect(claimed.map((each) => each?.id)).toEqual([first.id, elsewhere.id, undefined])
    expect(await queue.complete(first.id, { status: 'succeeded' })).toBe(true)
    expect((await queue.claim())?.id).toBe(second.id)
  })

  it('lets runs wait until their time, and backfills until nothing else waits', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync()
    const backfill = await queue.enqueue(run(id, { cause: 'backfill' }))
    const late = await queue.enqueue(run(id, { notBefore: 5000 }))
    const now = await queue.enqueue(run(id))
    const order: Array<string | undefined> = []
    for (let count = 0; count < 2; count += 1) {
      const claimed = await queue.claim()
      order.push(claimed?.id)
      await queue.complete(claimed?.id ?? '', { status: 'succeeded' })
    }
    expect(order).toEqual([now.id, backfill.id])
    expect(await queue.claim()).toBeUndefined()
    clock.advance(4000)
    expect((await queue.claim())?.id).toBe(late.id)
  })

  it('takes nothing from a server of an earlier epoch', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const old = await store.nextQueue()
    const { id } = await store.addSync()
    const begun = await old.enqueue(run(id))
    await old.claim()
    const next = await store.nextQueue()
    const [resumed] = await next.recover()
    expect(resumed).toMatchObject({ cause: 'resume', follows: begun.id, status: 'queued', attempt: 1 })
    expect(await old.heartbeat(begun.id)).toBeUndefined()
    expect(await old.complete(begun.id, { status: 'succeeded' })).toBe(false)
    expect(await old.fail(begun.id, { code: 'X', message: 'x' }, run(id))).toBe(false)
    expect(await old.claim()).toBeUndefined()
    expect((await next.claim())?.id).toBe(resumed?.id)
    const rows = await store.database.selectFrom('run').select(['id', 'status']).execute()
    expect(rows).toEqual([
      { id: begun.id, status: 'interrupted' },
      { id: resumed?.id, status: 'running' },
    ])
  })

  it('takes nothing from a server of an earlier epoch before the next one has looked what it left, either', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const old = await store.nextQueue()
    const { id } = await store.addSync()
    const begun = await old.enqueue(run(id))
    await old.claim()
    const next = await store.nextQueue()
    await store.database.updateTable('run').set({ epoch: 2 }).execute()
    expect(await old.heartbeat(begun.id)).toBeUndefined()
    expect(await old.complete(begun.id, { status: 'succeeded' })).toBe(false)
    expect(await old.fail(begun.id, { code: 'X', message: 'x' }, run(id))).toBe(false)
    expect(await next.recover()).toEqual([])
    expect(await next.heartbeat(begun.id)).toEqual({ wantsCancel: false })
    expect(await next.complete(begun.id, { status: 'succeeded' })).toBe(true)
  })

  it('goes on with what a dead server ran, unless that was to be cancelled', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const old = await store.nextQueue()
    const { id } = await store.addSync()
    const interval = { from: '2026-01-01', to: '2026-02-01' }
    await old.enqueue(run(id, { interval, fullRefresh: true, attempt: 2 }))
    const cancelled = await old.enqueue(run(id, { destination: 'other' }))
    await old.claim()
    await old.claim()
    await old.cancel(cancelled.id)
    const next = await store.nextQueue()
    const resumed = await next.recover()
    expect(resumed).toMatchObject([
      { interval_from: interval.from, interval_to: interval.to, full_refresh: 1, attempt: 2 },
    ])
    expect(await next.recover()).toEqual([])
    const row = await store.database
      .selectFrom('run')
      .select('status')
      .where('id', '=', cancelled.id)
      .executeTakeFirst()
    expect(row).toEqual({ status: 'cancelled' })
  })

  it('ends a run that waits at once, and asks one that is made', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync()
    const made = await queue.enqueue(run(id))
    const waiting = await queue.enqueue(run(id))
    await queue.claim()
    expect(await queue.heartbeat(made.id)).toEqual({ wantsCancel: false })
    expect(await queue.cancel(made.id)).toMatchObject({ status: 'running', wants_cancel: 1 })
    expect(await queue.cancel(waiting.id)).toMatchObject({ status: 'cancelled', ended_at: 1000 })
    expect(await queue.heartbeat(made.id)).toEqual({ wantsCancel: true })
    await queue.complete(made.id, { status: 'cancelled' })
    expect(await queue.cancel(made.id)).toBeUndefined()
  })

  it('fails a run and begins the next try together', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync()
    await queue.enqueue(run(id))
    const claimed = await queue.claim()
    if (claimed === undefined) throw new Error('nothing to claim')
    await queue.fail(claimed.id, { code: 'REQUEST_FAILED', message: 'no answer' }, followUp(claimed, 'retry', 9000))
    expect(await queue.claim()).toBeUndefined()
    clock.advance(8000)
    expect(await queue.claim()).toMatchObject({ cause: 'retry', attempt: 2, follows: claimed.id })
  })
})

describe('a slot', () => {
  it('makes one run, however often it is taken', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync({ next_at: 1000 })
    const slot = { syncId: id, slotAt: 1000, nextAt: 5000, overlap: 'skip', destination: 'warehouse' } as const
    const runs = await Promise.all([queue.schedule(slot), queue.schedule(slot), queue.schedule(slot)])
    expect(runs.filter((each) => each !== undefined)).toHaveLength(1)
    expect(await store.database.selectFrom('sync').select('next_at').executeTakeFirst()).toEqual({ next_at: 5000 })
  })

  it.each([
    ['skip', 'skipped'],
    ['queue', 'queued'],
  ] as const)('while the run before goes on, with %s, is %s', async (overlap, status) => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync({ next_at: 1000, overlap })
    await queue.enqueue(run(id))
    await queue.claim()
    const made = await queue.schedule({ syncId: id, slotAt: 1000, nextAt: 5000, overlap, destination: 'warehouse' })
    expect(made).toMatchObject({ status, slot_at: 1000 })
  })

  it('is skipped while a run of the same sync waits, and not for one of another', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const one = await store.addSync({ next_at: 1000 })
    const other = await store.addSync({ next_at: 1000 })
    await queue.enqueue(run(one.id))
    const slot = { slotAt: 1000, nextAt: 5000, overlap: 'skip', destination: 'warehouse' } as const
    expect(await queue.schedule({ ...slot, syncId: one.id })).toMatchObject({ status: 'skipped' })
    expect(await queue.schedule({ ...slot, syncId: other.id })).toMatchObject({ status: 'queued' })
  })

  it('of a sync that is paused makes nothing', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync({ next_at: 1000, is_paused: 1 })
    const slot = { syncId: id, slotAt: 1000, nextAt: 5000, overlap: 'skip', destination: 'warehouse' } as const
    expect(await queue.schedule(slot)).toBeUndefined()
  })
})
