import { describe, expect, it } from 'vitest'

import { connect, type Connection } from './connect.ts'
import { createHeldClock, type HeldClock } from './held-clock.ts'
import { startServer, type Answer, type TestServer } from './test-server.ts'

const secondMs = 1000
const refusal: Answer = {
  status: 429,
  headers: { 'retry-after': '60' },
  body: { type: 'error.list', errors: [{ code: 'rate_limit_exceeded' }] },
}

/** Scrolls of two pages and the empty one at the end; every other path is refused for a minute. */
function startRefusingServer(trouble: (number: number) => Answer | undefined = () => undefined): Promise<TestServer> {
  let scrolled = 0
  return startServer(({ path }) => {
    if (!path.startsWith('/companies/scroll')) return refusal
    scrolled += 1
    const data = scrolled > 2 ? [] : [{ id: `company-${scrolled}` }]
    return trouble(scrolled) ?? { body: { type: 'list', data, scroll_param: 'on' } }
  })
}

/** Moves the clock by a second at a time until the promise settles; how many it took. */
async function secondsUntil(settled: Promise<unknown>, clock: HeldClock): Promise<number> {
  let isSettled = false
  void settled.finally(() => {
    isSettled = true
  })
  for (let seconds = 0; seconds < 120; seconds += 1) {
    // Real requests on the loopback: many turns of the event loop for each simulated second.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1))
    if (isSettled) return seconds
    clock.advance(secondMs)
  }
  return Number.POSITIVE_INFINITY
}

/** A list of another table is refused, and sleeps for the minute that it was told. */
async function refuseAnother(connection: Connection, clock: HeldClock): Promise<AbortController> {
  const controller = new AbortController()
  connection.client.list('/tags', {}, { signal: controller.signal }).catch(() => undefined)
  await clock.sleeping(1)
  expect(connection.eventsOf('request-retried')).toHaveLength(1)
  return controller
}

describe('the next page of a scroll', () => {
  it('is not kept by the 429 of another table for longer than a window, whatever that was told', async () => {
    const clock = createHeldClock()
    await using server = await startRefusingServer()
    await using connection = connect(server.url, { clock })
    const scroll = connection.client.scrollCompanies()[Symbol.asyncIterator]()
    await scroll.next()
    const another = await refuseAnother(connection, clock)
    const next = scroll.next()
    const seconds = await secondsUntil(next, clock)
    expect(seconds).toBeGreaterThan(5)
    expect(seconds).toBeLessThanOrEqual(12)
    expect((await next).value).toMatchObject({ attempt: 1 })
    another.abort()
    clock.advance(100 * secondMs)
  })

  it('waits as long as it was told where it was refused itself', async () => {
    const clock = createHeldClock()
    let refusals = 1
    await using server = await startRefusingServer((number) =>
      number === 2 && refusals-- > 0 ? { ...refusal, headers: { 'retry-after': '30' } } : undefined,
    )
    await using connection = connect(server.url, { clock })
    const scroll = connection.client.scrollCompanies()[Symbol.asyncIterator]()
    await scroll.next()
    const seconds = await secondsUntil(scroll.next(), clock)
    expect(seconds).toBeGreaterThanOrEqual(29)
    expect(seconds).toBeLessThanOrEqual(33)
  })

  it('goes out at the latest after 15 seconds, although answers that would tell of the budget do not come', async () => {
    const clock = createHeldClock()
    let scrolled = 0
    await using server = await startServer(({ path }) => {
      if (!path.startsWith('/companies/scroll')) return { break: 'silent' }
      scrolled += 1
      return { body: { type: 'list', data: [{ id: `company-${scrolled}` }], scroll_param: 'on' } }
    })
    await using connection = connect(server.url, { clock })
    const scroll = connection.client.scrollCompanies()[Symbol.asyncIterator]()
    await scroll.next()
    const controller = new AbortController()
    const { signal } = controller
    const lists = Array.from({ length: 8 }, () => connection.client.list('/tags', {}, { signal }))
    const settled = Promise.allSettled(lists)
    // As many as may be on their way while nothing is known of a limit.
    while (server.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 1))
    const seconds = await secondsUntil(scroll.next(), clock)
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(16)
    controller.abort()
    await settled
  })
})
