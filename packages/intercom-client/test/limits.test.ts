import { createIntercomClient, type IntercomClient, type IntercomClientOptions } from '@ingestr/intercom-client'
import { createManualClock, createSeededRandom } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { connect, token } from './connect.ts'
import { createBudget } from '../src/limits/budget.ts'
import { shareLimits } from '../src/limits/shared-limits.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { createHeldClock } from './held-clock.ts'
import { allContacts, startSearchServer } from './search-server.ts'
import { createSimulation } from './simulation.ts'
import { startServer, type TestServer } from './test-server.ts'

import type { Clock, Report } from '@ingestr/contract'

function open(url: string, clock: Clock, options: Partial<IntercomClientOptions> = {}): IntercomClient {
  return createIntercomClient({ accessToken: token, baseUrl: url, clock, random: createSeededRandom(1), ...options })
}

/** A server whose answers say that so many of ten are left in this window. */
async function startLimitedServer(clock: Clock, remaining: () => number): Promise<TestServer> {
  return startServer(() => ({
    headers: {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': String(remaining()),
      'x-ratelimit-reset': String(Math.floor(clock.now() / 1000) + 5),
      date: new Date(clock.now()).toUTCString(),
    },
    body: { type: 'list', data: [] },
  }))
}

describe('clients of one process', () => {
  it('with the same clock, host and token go by one budget', async () => {
    const clock = createManualClock()
    await using server = await startLimitedServer(clock, () => 9)
    await using first = open(server.url, clock)
    await using second = open(server.url, clock)
    await using reserved = open(server.url, clock, { rateLimitReserve: 0.5 })
    await using stranger = open(server.url, clock, { accessToken: 'another' })
    await using elsewhen = open(server.url, createManualClock())
    await first.list('/tags')
    expect([first, second, reserved].map((client) => client.spareRequests)).toEqual([8, 8, 4])
    // Who knows no limit asks two at a time.
    expect([stranger, elsewhen].map((client) => client.spareRequests)).toEqual([2, 2])
  })

  it('forget the budget with the last of them', async () => {
    const clock = createManualClock()
    await using server = await startLimitedServer(clock, () => 9)
    const first = open(server.url, clock)
    const second = open(server.url, clock)
    await first.list('/tags')
    await first[Symbol.asyncDispose]()
    await first[Symbol.asyncDispose]()
    expect(second.spareRequests).toBe(8)
    await second[Symbol.asyncDispose]()
    await using third = open(server.url, clock)
    expect(third.spareRequests).toBe(2)
  })

  it('have no spare requests once the share is used up, or while the server said 429', async () => {
    const clock = createManualClock()
    let remaining = 9
    await using server = await startLimitedServer(clock, () => remaining)
    await using client = open(server.url, clock)
    await client.list('/tags')
    expect(client.spareRequests).toBeGreaterThan(0)
    remaining = 1
    await client.list('/tags')
    expect(client.spareRequests).toBe(0)
    const limits = shareLimits({ clock, origin: 'https://elsewhere.invalid', accessToken: token })
    const limiter = limits.budget.withReserve(0)
    expect(limiter.spare).toBe(2)
    limiter.pause(1000)
    expect(limiter.spare).toBe(0)
  })

  it('tell how many requests on their way use the rate limit up, once the limit and the latency are known', async () => {
    const clock = createManualClock()
    let latencyMs = 0
    const headers = { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '900' }
    await using server = await startServer(() => {
      clock.advance(latencyMs)
      return { headers, body: { type: 'list', data: [] } }
    })
    await using client = open(server.url, clock)
    expect(client.sustainedRequests).toBe(Number.POSITIVE_INFINITY)
    await client.list('/tags')
    // Answers that take no time are those of a clock that stands still.
    expect(client.sustainedRequests).toBe(Number.POSITIVE_INFINITY)
    latencyMs = 200
    await client.list('/tags')
    // 900 of 1,000 requests in ten seconds, for 0.2 seconds each.
    expect(client.sustainedRequests).toBeCloseTo(18)
  })

  it.each([{ maxConcurrency: 0 }, { maxConcurrency: 257 }, { maxConcurrency: 1.5 }, { perPage: 0 }, { perPage: 151 }])(
    'cannot have %o',
    async (options) => {
      const error = await rejectionOf((async () => open('http://127.0.0.1:1', createManualClock(), options))())
      expect(error).toMatchObject({ code: 'INVALID_OPTION' })
      expect(error.message).toContain(`\`${Object.keys(options)[0]}\``)
    },
  )
})

describe('requests of a client', () => {
  it.each([
    [1, 1],
    [3, 3],
  ])('are at most %i at a time where that is asked for', async (maxConcurrency, most) => {
    let underWay = 0
    let peak = 0
    await using server = await startSearchServer(500, () => {
      underWay += 1
      peak = Math.max(peak, underWay)
      return undefined
    })
    const report: Report = ({ type }) => {
      if (type === 'request-finished') underWay -= 1
    }
    await using connection = connect(server.url, { maxConcurrency, report })
    const { client } = connection
    const walks = Array.from({ length: 12 }, async () => {
      for await (const _page of client.searchContacts(allContacts))
        expect(client.spareRequests).toBeGreaterThanOrEqual(0)
    })
    await Promise.all(walks)
    expect(peak).toBeGreaterThan(0)
    expect(peak).toBeLessThanOrEqual(most)
    expect(client.spareRequests).toBe(maxConcurrency)
  })

  it('ask for as many records as the client is told, unless they say otherwise', async () => {
    await using server = await startSearchServer(50)
    await using connection = connect(server.url, { perPage: 40 })
    const counts: number[] = []
    for await (const page of connection.client.searchContacts(allContacts)) counts.push(page.envelope.count)
    for await (const page of connection.client.searchContacts({ ...allContacts, perPage: 30 }))
      counts.push(page.envelope.count)
    expect(counts).toEqual([40, 10, 30, 20])
  })
})

describe('an urgent request', () => {
  it('is each next page of a scroll', async () => {
    const clock = createHeldClock()
    const startMs = clock.now()
    await using server = await startServer(({ number }) => ({
      headers: {
        'x-ratelimit-limit': '1',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor((clock.now() - startMs) / 10_000 + 1) * 10 + startMs / 1000),
        date: new Date(clock.now()).toUTCString(),
      },
      body: { type: 'list', data: number === 1 ? [{ id: '1' }] : [], scroll_param: 'on' },
    }))
    await using connection = connect(server.url, { clock, rateLimitReserve: 0 })
    const { client } = connection
    const scroll = client.scrollCompanies()[Symbol.asyncIterator]()
    await scroll.next()
    const controller = new AbortController()
    const lists = Array.from({ length: 50 }, () => client.list('/tags', {}, { signal: controller.signal }))
    const settled = Promise.allSettled(lists)
    const next = scroll.next()
    await clock.sleeping(1)
    clock.advance(12_000)
    expect((await next).done).toBe(true)
    expect(server.requests.map(({ path }) => path)).toEqual(['/companies/scroll', '/companies/scroll'])
    controller.abort()
    await settled
  })

  it('goes before fifty that wait, at the latest when the next window begins', async () => {
    const simulation = createSimulation(Date.UTC(2026, 10, 23))
    const budget = createBudget(simulation)
    const limiter = budget.withReserve(0)
    let used = 0
    let window = 0
    const order: Array<{ readonly name: string; readonly atMs: number }> = []
    const startMs = simulation.now()
    const request = async (name: string, isUrgent: boolean): Promise<void> => {
      await limiter.acquire({ isUrgent })
      order.push({ name, atMs: simulation.now() - startMs })
      await simulation.sleep(100)
      const current = Math.floor(simulation.now() / 10_000)
      used = current === window ? used + 1 : 1
      window = current
      const remaining = String(10 - used)
      limiter.observe({ limit: '10', remaining, reset: String((current + 1) * 10), dateMs: simulation.now() })
    }
    await simulation.run(async () => {
      const searches = Array.from({ length: 50 }, () => request('search', false))
      await simulation.sleep(9000)
      expect(order).toHaveLength(10)
      await Promise.all([request('scroll', true), ...searches])
    })
    expect(order.map(({ name }) => name).indexOf('scroll')).toBe(10)
    expect(order[10]?.atMs).toBeLessThan(12_000)
  })
})
