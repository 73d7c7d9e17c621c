import type { FakeIntercom, LoggedRequest } from '@ingestr/fake-intercom'
import { describe, expect, it } from 'vitest'

import { ingest } from '../src/index.ts'
import { startCopy } from './copy-harness.ts'
import { createIdleClock } from './idle-clock.ts'

/** How many requests came in each window of the server, in order. */
function countByWindow(requests: readonly LoggedRequest[], windowMs: number): readonly number[] {
  const windows = Map.groupBy(requests, ({ at }) => Math.floor(at / windowMs))
  return Array.from(windows.values(), (each) => each.length)
}

const refusals = (requests: readonly LoggedRequest[]): number => requests.filter(({ status }) => status === 429).length

describe('a run of the source', () => {
  it.each([
    { tables: 'contacts', limit: 100, reserve: undefined, share: 90 },
    { tables: 'contacts', limit: 100, reserve: '0', share: 100 },
    { tables: 'contacts', limit: 100, reserve: '50%', share: 50 },
    { tables: 'contacts', limit: 60, reserve: '0.25', share: 45 },
    { tables: 'contacts,conversations,tags', limit: 100, reserve: undefined, share: 90 },
  ])('spends what it may of a limit and is never refused: %o', async ({ tables, limit, reserve, share }) => {
    const asked: { fake?: FakeIntercom } = {}
    using clock = createIdleClock(() => asked.fake?.requests.some((request) => request.status === 0) === true)
    const records = { contacts: tables === 'contacts' ? 3000 : 1500, conversations: 1500, tags: 3 }
    await using harness = await startCopy({ clock, counts: records, rateLimit: { limit } })
    asked.fake = harness.fake
    const sourceSettings = { page_size: '6', rate_limit_reserve: reserve }
    const runtime = { ...harness.runtime, clock }
    const { status, tables: copied } = await harness.copyAll(tables, { runtime, sourceSettings })
    const { requests } = harness.fake
    const retries = copied.reduce((sum, { counts }) => sum + counts.retries, 0)
    expect({ status, retries, refusals: refusals(requests) }).toEqual({ status: 'succeeded', retries: 0, refusals: 0 })
    const windows = countByWindow(requests, 10_000)
    expect(windows.length).toBeGreaterThanOrEqual(5)
    expect(Math.max(...windows)).toBeLessThanOrEqual(share)
    // Whole windows only: the run begins and ends within one.
    const whole = windows.slice(1, -1)
    const used = whole.reduce((sum, count) => sum + count, 0)
    expect(used / (whole.length * share)).toBeGreaterThanOrEqual(0.95)
  })
})

describe('two runs of one process at the same time', () => {
  it('go by one limit: together they leave the reserve to others', async () => {
    const windowMs = 3000
    const limit = 60
    const clock = { now: () => Date.now() }
    const counts = { contacts: 400, conversations: 400 }
    await using harness = await startCopy({ clock, counts, latencyMs: 100, rateLimit: { limit, windowMs } })
    const { fake, directory } = harness
    const copies = ['contacts', 'conversations'].map((table) =>
      // No runtime is given: what the two share is the process's own.
      ingest({
        sourceUri: fake.connectionUri(),
        destUri: `duckdb:///${directory}/${table}.duckdb`,
        sourceTables: table,
        sourceSettings: { page_size: '8' },
      }),
    )
    const results = await Promise.all(copies)
    expect(results.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
    expect(refusals(fake.requests)).toBe(0)
    const windows = countByWindow(fake.requests, windowMs)
    expect(windows.length).toBeGreaterThanOrEqual(2)
    expect(Math.max(...windows)).toBeLessThanOrEqual(limit * 0.9)
  })
})
