import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { backfillIntervals } from '../src/runs/backfill-intervals.ts'
import { makeSync } from './harness/setting.ts'
import { openTestStore } from './harness/store.ts'
import { startTestServer } from './harness/test-server.ts'

describe('a slot', () => {
  it('waits behind a run that goes on, and is skipped behind one that waits: that brings what both would', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync({ next_at: 1000, overlap: 'queue' })
    await queue.enqueue({ syncId: id, cause: 'manual', destination: 'warehouse', attempt: 1 })
    await queue.claim()
    const statuses: Array<string | undefined> = []
    for (const slotAt of [1000, 2000, 3000]) {
      const slot = { syncId: id, slotAt, nextAt: slotAt + 1000, overlap: 'queue', destination: 'warehouse' } as const
      statuses.push((await queue.schedule(slot))?.status)
    }
    expect(statuses).toEqual(['queued', 'skipped', 'skipped'])
  })

  it.each(['skip', 'queue'] as const)('is not kept by a backfill, with %s', async (overlap) => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const queue = await store.nextQueue()
    const { id } = await store.addSync({ next_at: 1000, overlap })
    const interval = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' }
    const backfill = { syncId: id, cause: 'backfill', destination: 'warehouse', attempt: 1, interval } as const
    await queue.enqueue(backfill)
    await queue.claim()
    await queue.enqueue(backfill)
    const made = await queue.schedule({ syncId: id, slotAt: 1000, nextAt: 5000, overlap, destination: 'warehouse' })
    expect(made?.status).toBe('queued')
  })
})

describe('a run that waits', () => {
  it('tells whoever follows it that it is cancelled, and ends their stream', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ latencyMs: () => 500 })
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [fake.url] })
    const [first, second] = [await makeSync(server, fake), await makeSync(server, fake)]
    const going = await server.api('POST', `/api/v1/syncs/${first.syncId}/runs`, {})
    await until(async () => {
      const { body } = await server.api('GET', `/api/v1/runs/${going.body.id}`)
      return body.run.status === 'running'
    })
    const waiting = await server.api('POST', `/api/v1/syncs/${second.syncId}/runs`, {})
    const headers = { authorization: `Bearer ${server.key}` }
    const stream = await fetch(`${server.url}/api/v1/runs/${waiting.body.id}/events`, { headers })
    const cancelled = await server.api('POST', `/api/v1/runs/${waiting.body.id}/cancel`)
    expect(cancelled.body.status).toBe('cancelled')
    expect(await stream.text()).toContain('"status":"cancelled"')
    await server.api('POST', `/api/v1/runs/${going.body.id}/cancel`)
  })
})

describe('a backfill', () => {
  it.each(['2026-13-01', '2026-02-30', '2026-11-31T00:00:00Z'])('says of %s that there is no such day', (from) => {
    expect(() => backfillIntervals({ from, to: '2027-01-01', daysPerRun: 31 })).toThrow(`There is no day ${from}.`)
  })
})
