import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startFakeIntercom, type Fault, type FakeIntercom } from '../src/index.ts'
import { call, searchIds } from './call.ts'

let fake: FakeIntercom

beforeAll(async () => {
  fake = await startFakeIntercom({ counts: { contacts: 40 } })
})
beforeEach(() => fake.resetRequests())
afterAll(() => fake[Symbol.asyncDispose]())

const ascending = { field: 'created_at', order: 'ascending' }

it.each([
  [401, 'unauthorized'],
  [403, 'api_plan_restricted'],
  [404, 'not_found'],
  [408, 'request_timeout'],
  [429, 'rate_limit_exceeded'],
  [500, 'server_error'],
  [503, 'service_unavailable'],
  [504, 'service_unavailable'],
])('answers %i with the error body that Intercom documents, once', async (status, code) => {
  fake.failNext({ fault: { kind: 'status', status } })
  const failed = await call(fake, 'GET', '/tags')
  expect(failed.status).toBe(status)
  expect(failed.json).toMatchObject({ type: 'error.list', errors: [{ code }] })
  expect(failed.json.request_id).toMatch(/^[0-9a-z]{20}$/)
  expect((await call(fake, 'GET', '/tags')).status).toBe(200)
})

it('forgets the faults that are still due when told to', async () => {
  fake.failNext({ times: 5, fault: { kind: 'status', status: 503 } })
  expect((await call(fake, 'GET', '/tags')).status).toBe(503)
  fake.clearFaults()
  expect((await call(fake, 'GET', '/tags')).status).toBe(200)
})

it('answers 502 as a proxy does', async () => {
  fake.failNext({ fault: { kind: 'status', status: 502 } })
  const { status, headers, text } = await call(fake, 'GET', '/tags')
  expect([status, headers.get('content-type')]).toEqual([502, 'text/html'])
  expect(text).toContain('<html>')
})

it('says how long to wait where that is asked for', async () => {
  fake.failNext({ fault: { kind: 'status', status: 429, retryAfterSeconds: 7 } })
  fake.failNext({ fault: { kind: 'status', status: 429 } })
  expect((await call(fake, 'GET', '/tags')).headers.get('retry-after')).toBe('7')
  expect((await call(fake, 'GET', '/tags')).headers.get('retry-after')).toBeNull()
})

it('resets a connection before a header is sent', async () => {
  fake.failNext({ fault: { kind: 'reset' } })
  await expect(call(fake, 'GET', '/tags')).rejects.toThrow('fetch failed')
  expect(fake.requests.map(({ status }) => status)).toEqual([0])
})

it('cuts a body in its middle', async () => {
  fake.failNext({ fault: { kind: 'cut-body' } })
  const response = await fetch(`${fake.url}/contacts`, { headers: { authorization: `Bearer ${fake.token}` } })
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow('terminated')
})

it('sends headers and then nothing', async () => {
  fake.failNext({ fault: { kind: 'stalled-body' } })
  const controller = new AbortController()
  const response = await fetch(`${fake.url}/contacts`, {
    headers: { authorization: `Bearer ${fake.token}` },
    signal: controller.signal,
  })
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0)
  const body = response.text()
  controller.abort()
  await expect(body).rejects.toThrow('aborted')
})

it('answers late, and right', async () => {
  fake.failNext({ fault: { kind: 'slow', delayMs: 5 } })
  expect((await call(fake, 'GET', '/tags')).json.data).toHaveLength(12)
})

it.each([
  [{ kind: 'empty-body' }, ''],
  [{ kind: 'not-json' }, '<html><body>We will be back soon</body></html>'],
] satisfies [Fault, string][])('answers 200 with what is no list: %j', async (fault, expected) => {
  fake.failNext({ fault })
  const { status, text } = await call(fake, 'GET', '/contacts')
  expect([status, text]).toEqual([200, expected])
})

it('leaves out the records or the pages', async () => {
  fake.failNext({ fault: { kind: 'without-data' } })
  fake.failNext({ fault: { kind: 'without-pages' } })
  const first = await call(fake, 'GET', '/contacts')
  expect(Object.keys(first.json).toSorted()).toEqual(['pages', 'total_count', 'type'])
  const second = await call(fake, 'GET', '/contacts')
  expect(Object.keys(second.json).toSorted()).toEqual(['data', 'total_count', 'type'])
})

describe('a page', () => {
  it.each(['short-page', 'empty-page'] as const)('that is a %s loses nothing for who goes on', async (kind) => {
    const all = await searchIds(fake, 'contacts', { sort: ascending, perPage: 10 })
    fake.failNext({ path: '/contacts/search', skip: 1, times: 2, fault: { kind } })
    expect(await searchIds(fake, 'contacts', { sort: ascending, perPage: 10 })).toEqual(all)
    expect(all).toHaveLength(40)
  })

  it('that is short or empty has a next', async () => {
    fake.failNext({ fault: { kind: 'short-page' } })
    fake.failNext({ fault: { kind: 'empty-page' } })
    const short = await call(fake, 'GET', '/contacts?per_page=10')
    expect(short.json.data).toHaveLength(5)
    expect(short.json.pages.next.starting_after).toBeTypeOf('string')
    const empty = await call(fake, 'GET', '/contacts?per_page=10')
    expect(empty.json.data).toEqual([])
    expect(empty.json.pages.next.starting_after).toBeTypeOf('string')
  })

  it('that is lossy misses records which no later page has', async () => {
    fake.failNext({ path: /search$/, fault: { kind: 'lossy-page' } })
    expect(await searchIds(fake, 'contacts', { sort: ascending, perPage: 10 })).toHaveLength(35)
  })

  it('may miss exactly one record, with all else as if it were there', async () => {
    const all = await searchIds(fake, 'contacts', { sort: ascending, perPage: 10 })
    fake.failNext({ path: /search$/, skip: 1, fault: { kind: 'lossy-record', place: 3 } })
    fake.failNext({ path: /search$/, skip: 2, fault: { kind: 'lossy-record', place: 99 } })
    const found = await searchIds(fake, 'contacts', { sort: ascending, perPage: 10 })
    expect(found).toEqual(all.filter((_, place) => place !== 13 && place !== 39))
    fake.failNext({ path: '/articles', fault: { kind: 'lossy-record' } })
    expect((await call(fake, 'GET', '/articles?per_page=10')).json.data).toHaveLength(9)
    fake.failNext({ path: '/companies/scroll', fault: { kind: 'lossy-record' } })
    expect((await call(fake, 'GET', '/companies/scroll')).json.data).toHaveLength(99)
  })

  it('may send its reader back to itself', async () => {
    const body = { sort: ascending, pagination: { per_page: 10 } }
    const first = await call(fake, 'POST', '/contacts/search', { body })
    const { starting_after: startingAfter } = first.json.pages.next
    const second = { sort: ascending, pagination: { per_page: 10, starting_after: startingAfter } }
    fake.failNext({ fault: { kind: 'looping-cursor' } })
    const looped = await call(fake, 'POST', '/contacts/search', { body: second })
    expect(looped.json.pages.next.starting_after).toBe(startingAfter)
    expect(looped.json.data).toHaveLength(10)
  })

  it('may name no next page, though there are more', async () => {
    const body = { sort: ascending, pagination: { per_page: 10 } }
    fake.failNext({ times: 2, fault: { kind: 'without-next' } })
    const { json } = await call(fake, 'POST', '/contacts/search', { body })
    expect(json.data).toHaveLength(10)
    expect(json.pages).toMatchObject({ page: 1, total_pages: 4 })
    expect(json.pages.next).toBeUndefined()
    expect((await call(fake, 'GET', '/articles?per_page=10')).json.pages.next).toBeNull()
  })

  it('may refuse the cursor, and no request without one', async () => {
    fake.failNext({ times: 2, fault: { kind: 'refused-cursor' } })
    const first = await call(fake, 'GET', '/contacts?per_page=10')
    expect(first.status).toBe(200)
    const next = await call(fake, 'GET', `/contacts?starting_after=${first.json.pages.next.starting_after}`)
    expect([next.status, next.json.errors[0].code]).toEqual([400, 'parameter_invalid'])
  })

  it.each([
    ['short-page', 5],
    ['empty-page', 0],
    ['lossy-page', 5],
    ['looping-cursor', 10],
  ] as const)('with a number may be a %s too', async (kind, length) => {
    fake.failNext({ path: '/articles', fault: { kind } })
    const { json } = await call(fake, 'GET', '/articles?per_page=10')
    expect(json.data).toHaveLength(length)
    expect(json.pages.next).toContain(kind === 'looping-cursor' ? 'page=1' : 'page=2')
  })
})

it('fails only those whose body has what it is told to look for', async () => {
  fake.failNext({ body: /"per_page":10\b/, fault: { kind: 'status', status: 500 } })
  const ask = (perPage: number): ReturnType<typeof call> =>
    call(fake, 'POST', '/contacts/search', { body: { sort: ascending, pagination: { per_page: perPage } } })
  expect((await ask(1)).status).toBe(200)
  expect((await ask(10)).status).toBe(500)
  expect((await call(fake, 'GET', '/tags')).status).toBe(200)
})

it('fails only what it is told to, in the order of the telling', async () => {
  fake.failNext({ path: '/teams', method: 'POST', fault: { kind: 'status', status: 500 } })
  fake.failNext({ path: /^\/t/, method: 'GET', skip: 1, times: 2, fault: { kind: 'status', status: 503 } })
  for (const path of ['/tags', '/admins', '/teams', '/tags', '/tags']) {
    await call(fake, 'GET', path)
  }
  expect(fake.requests.map(({ status }) => status)).toEqual([200, 200, 503, 503, 200])
})
