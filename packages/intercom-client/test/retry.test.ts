import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { drain } from './drain.ts'
import { createHeldClock } from './held-clock.ts'
import { allContacts, startSearchServer } from './search-server.ts'
import { startServer, type Answer } from './test-server.ts'

const ok: Answer = { body: { data: [] } }
const dateMs = Date.UTC(2020, 0, 1)
const date = new Date(dateMs).toUTCString()

describe('a request', () => {
  it.each<[string, Answer]>([
    ['a refused connection', { break: 'before-headers' }],
    ['a body cut by a lost connection', { body: { data: [] }, break: 'in-body' }],
    ['status 408', { status: 408 }],
    ['status 429', { status: 429 }],
    ['status 500', { status: 500 }],
    ['status 502 with a page for people', { status: 502, body: '<html>Bad gateway</html>' }],
    ['status 503', { status: 503 }],
    ['status 504', { status: 504 }],
    [
      'a compressed body cut short',
      { body: Buffer.from([0x1f, 0x8b, 8, 0, 0]), headers: { 'content-encoding': 'gzip' } },
    ],
  ])('is made again after %s, a POST too', async (_name, answer) => {
    await using server = await startSearchServer(1, (request) => (request.number === 1 ? answer : undefined))
    await using connection = connect(server.url)
    expect(await drain(connection.client.searchContacts(allContacts))).toHaveLength(1)
    expect(server.requests.map((request) => request.method)).toEqual(['POST', 'POST'])
    expect(connection.eventsOf('request-retried')).toHaveLength(1)
  })

  it.each<[string, Answer]>([
    ['headers that do not come', { break: 'silent' }],
    ['a body that stops coming', { break: 'silent-in-body', body: { data: [], pages: {} } }],
  ])('is ended and made again after %s', async (_name, answer) => {
    await using server = await startServer((request) => (request.number === 1 ? answer : ok))
    await using connection = connect(server.url, { requestTimeoutMs: 60 })
    await connection.client.list('/tags')
    expect(connection.eventsOf('request-retried')).toMatchObject([{ path: '/tags', reason: 'no answer in time' }])
  })

  it.each<[string, number, Record<string, string>]>([
    ['the seconds of Retry-After', 7000, { 'retry-after': '7', 'x-ratelimit-reset': String(dateMs / 1000 + 3), date }],
    [
      'the date of Retry-After, by the server’s clock',
      5000,
      { 'retry-after': new Date(dateMs + 5000).toUTCString(), date },
    ],
    [
      'the reset of the rate limit, by the server’s clock',
      4000,
      { 'x-ratelimit-reset': String(dateMs / 1000 + 4), date },
    ],
    ['a whole window where nothing is said', 10_000, {}],
  ])('waits after 429 for %s', async (_name, waitMs, headers) => {
    await using server = await startServer((request) => (request.number === 1 ? { status: 429, headers } : ok))
    await using connection = connect(server.url)
    await connection.client.list('/tags')
    const [event] = connection.eventsOf('request-retried')
    expect(Number(event?.['delayMs'])).toBeGreaterThanOrEqual(waitMs)
    expect(Number(event?.['delayMs'])).toBeLessThanOrEqual(waitMs + 1000)
  })

  it('holds back the other requests of the client too after 429', async () => {
    await using server = await startServer((request) =>
      request.number === 1 ? { status: 429, headers: { 'retry-after': '20' } } : ok,
    )
    const clock = createHeldClock()
    await using connection = connect(server.url, { clock })
    const first = connection.client.list('/tags')
    await clock.sleeping(1)
    const second = connection.client.list('/segments')
    // Whatever comes first: it waits, as it should, or it was sent and answered.
    await Promise.race([second, clock.sleeping(2)])
    expect(server.requests.map((request) => request.path)).toEqual(['/tags'])
    clock.advance(20_000 + 1000)
    await Promise.all([first, second])
    expect(server.requests.map((request) => request.path)).toEqual(['/tags', expect.any(String), expect.any(String)])
    expect(Number(connection.eventsOf('rate-limit-waited')[0]?.['delayMs'])).toBeGreaterThanOrEqual(20_000)
  })

  it('waits ever longer, with jitter, and outlasts a window of the rate limit even with the smallest jitter', async () => {
    await using server = await startServer(() => ({ status: 500 }))
    await using unlucky = connect(server.url, { random: () => 0 })
    const error = await rejectionOf(unlucky.client.list('/tags'))
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', isRetryable: true })
    expect(unlucky.clock.sleeps.reduce((sum, delayMs) => sum + delayMs, 0)).toBeGreaterThanOrEqual(10_000)

    await using slow = connect(server.url, { random: () => 0.5 })
    await rejectionOf(slow.client.list('/tags'))
    expect(slow.clock.sleeps).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000])
  })

  it.each([2, 8])(
    'does not come back in step with others that failed together, at attempt %i of as many',
    async (maxAttempts) => {
      await using server = await startServer(() => ({ status: 503 }))
      await using connection = connect(server.url, { maxAttempts })
      const { client } = connection
      await Promise.allSettled(Array.from({ length: 64 }, () => client.list('/tags')))
      for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
        const retries = connection.eventsOf('request-retried').filter((event) => event['attempt'] === attempt)
        expect(retries).toHaveLength(64)
        expect(new Set(retries.map((event) => event['delayMs'])).size).toBeGreaterThan(50)
      }
    },
  )

  it('names endpoint, status and request when it is given up', async () => {
    const body = {
      type: 'error.list',
      request_id: '000lr8ajoo9irbf28610',
      errors: [{ code: 'server_error', message: 'Oops' }],
    }
    await using server = await startServer(() => ({ status: 503, body }))
    await using connection = connect(server.url)
    const error = await rejectionOf(connection.client.list('/tags'))
    expect(server.requests).toHaveLength(8)
    expect(error.message).toContain('GET /tags')
    expect(error.message).toContain('503 server_error: "Oops", request 000lr8ajoo9irbf28610')
  })

  it('is given up at once when the server asks for more patience than there is', async () => {
    await using server = await startServer(() => ({ status: 503, headers: { 'retry-after': '3600' } }))
    await using connection = connect(server.url)
    expect((await rejectionOf(connection.client.list('/tags'))).code).toBe('REQUEST_FAILED')
    expect(connection.clock.sleeps).toEqual([])
  })

  it('names the host when nobody is there, after few attempts', async () => {
    const server = await startServer(() => ok)
    await server[Symbol.asyncDispose]()
    await using connection = connect(server.url)
    const error = await rejectionOf(connection.client.me())
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', isRetryable: true })
    expect(error.message).toContain(`${new URL(server.url).host} could not be reached (ECONNREFUSED)`)
    expect(connection.eventsOf('request-retried')).toHaveLength(2)
    expect(connection.clock.sleeps.reduce((sum, delayMs) => sum + delayMs, 0)).toBeLessThanOrEqual(3000)
  })

  it('ends with the reason of the signal, whether it waits or is on its way', async () => {
    const reason = new Error('no longer wanted')
    await using failing = await startServer(() => ({ status: 500 }))
    const controller = new AbortController()
    await using connection = connect(failing.url, {
      report: (event) => (event.type === 'request-retried' ? controller.abort(reason) : undefined),
    })
    await expect(connection.client.list('/tags', {}, { signal: controller.signal })).rejects.toBe(reason)

    const second = new AbortController()
    await using silent = await startServer(() => {
      setImmediate(() => second.abort(reason))
      return { break: 'silent-in-body', body: { data: [] } }
    })
    await using other = connect(silent.url)
    await expect(other.client.list('/tags', {}, { signal: second.signal })).rejects.toBe(reason)
    await expect(other.client.list('/tags', {}, { signal: second.signal })).rejects.toBe(reason)
  })

  it('is refused once the client is disposed, and disposing twice does no harm', async () => {
    await using server = await startServer(() => ok)
    const { client } = connect(server.url)
    await client.list('/tags')
    await client[Symbol.asyncDispose]()
    await client[Symbol.asyncDispose]()
    expect((await rejectionOf(client.list('/tags'))).code).toBe('CLIENT_CLOSED')
  })
})
