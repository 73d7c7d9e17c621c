import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { drain } from './drain.ts'
import { startServer, type Answer, type ReceivedRequest, type TestServer } from './test-server.ts'

const scrollExists: Answer = {
  status: 400,
  body: {
    type: 'error.list',
    errors: [{ code: 'scroll_exists', message: 'scroll already exists for this workspace' }],
  },
}
const dead: Answer = {
  status: 404,
  body: { type: 'error.list', errors: [{ code: 'not_found', message: 'scroll parameter not found' }] },
}

/** Scrolls of `pages` pages of two companies; as in the API, the parameter stays and the server remembers the place. */
function startScrollServer(
  pages: number,
  trouble: (request: ReceivedRequest, place: number) => Answer | undefined = () => undefined,
): Promise<TestServer> {
  let place = 0
  return startServer((request) => {
    const isFirst = !request.query.has('scroll_param')
    const answer = trouble(request, isFirst ? 0 : place)
    if (answer !== undefined) return answer
    if (isFirst) place = 0
    place += 1
    const data = place > pages ? [] : [{ id: `company-${place}a` }, { id: `company-${place}b` }]
    return { body: { type: 'list', data, pages: null, total_count: null, scroll_param: 'the-same-all-along' } }
  })
}

describe('a scroll', () => {
  it('brings all companies, and ends only on an empty page', async () => {
    await using server = await startScrollServer(120)
    await using connection = connect(server.url)
    const pages = await drain(connection.client.scrollCompanies())
    const ids = pages.flatMap((page) => page.envelope.records.map((record) => record.id))
    expect(new Set(ids).size).toBe(240)
    expect(server.requests).toHaveLength(121)
    expect(new Set(pages.map((page) => page.attempt))).toEqual(new Set([1]))
  })

  it('of no companies brings nothing', async () => {
    await using server = await startScrollServer(0)
    await using connection = connect(server.url)
    expect(await drain(connection.client.scrollCompanies())).toEqual([])
  })

  it.each<[string, Answer]>([
    ['a server error', { status: 500 }],
    ['an expired scroll', dead],
    ['a refused parameter', { status: 400, body: { type: 'error.list', errors: [{ code: 'bad_request' }] } }],
    ['a cut body', { body: '{"data":[{"id":"1"}]}', break: 'in-body' }],
    ['an empty body', { body: '' }],
    ['a broken connection', { break: 'before-headers' }],
  ])('begins again after %s, since its place is lost, and tells so', async (_name, answer) => {
    let troubles = 1
    await using server = await startScrollServer(4, (_request, place) =>
      place === 2 && troubles-- > 0 ? answer : undefined,
    )
    await using connection = connect(server.url)
    const pages = await drain(connection.client.scrollCompanies())
    expect(pages.map((page) => `${page.attempt}:${page.envelope.records[0]?.id}`)).toEqual([
      '1:company-1a',
      '1:company-2a',
      '2:company-1a',
      '2:company-2a',
      '2:company-3a',
      '2:company-4a',
    ])
    expect(connection.eventsOf('scroll-restarted')).toMatchObject([{ attempt: 2 }])
  })

  it('begins again after a full page that does not say how to go on, and never takes it for the last', async () => {
    const silent = { body: { type: 'list', data: [{ id: 'company-2a' }, { id: 'company-2b' }] } }
    let troubles = 1
    await using server = await startScrollServer(3, (_request, place) =>
      place === 1 && troubles-- > 0 ? silent : undefined,
    )
    await using connection = connect(server.url)
    const pages = await drain(connection.client.scrollCompanies())
    const again = pages.filter((page) => page.attempt === 2)
    expect(again.map((page) => page.envelope.records[0]?.id)).toEqual(['company-1a', 'company-2a', 'company-3a'])
  })

  it('goes on with the newest parameter, should the server change it', async () => {
    await using server = await startServer((request) => {
      const place = Number(request.query.get('scroll_param') ?? 0) + 1
      const data = place > 3 ? [] : [{ id: `company-${place}` }]
      return { body: { type: 'list', data, scroll_param: String(place) } }
    })
    await using connection = connect(server.url)
    const pages = await drain(connection.client.scrollCompanies())
    expect(pages.map((page) => page.envelope.records[0]?.id)).toEqual(['company-1', 'company-2', 'company-3'])
    expect(server.requests.map((request) => request.query.get('scroll_param'))).toEqual([null, '1', '2', '3'])
  })

  it('waits out a rate limit without losing its place', async () => {
    let troubles = 1
    const busy = { status: 429, headers: { 'retry-after': '3' } }
    await using server = await startScrollServer(3, (_request, place) =>
      place === 2 && troubles-- > 0 ? busy : undefined,
    )
    await using connection = connect(server.url)
    expect(await drain(connection.client.scrollCompanies())).toHaveLength(3)
    expect(connection.eventsOf('scroll-restarted')).toEqual([])
  })

  it('gives up after some new beginnings, with the error of the last', async () => {
    await using server = await startScrollServer(4, (_request, place) => (place === 1 ? { status: 503 } : undefined))
    await using connection = connect(server.url)
    const error = await rejectionOf(drain(connection.client.scrollCompanies()))
    expect(error).toMatchObject({ code: 'REQUEST_FAILED', isRetryable: true })
    expect(connection.eventsOf('scroll-restarted')).toHaveLength(4)
  })

  it('gives up when the server hands out the same page for ever', async () => {
    await using server = await startServer(() => ({ body: { data: [{ id: '1' }], scroll_param: 'x' } }))
    await using connection = connect(server.url)
    expect((await rejectionOf(drain(connection.client.scrollCompanies()))).code).toBe('INVALID_RESPONSE')
  })

  it('does not begin again when the token loses its right on the way', async () => {
    await using server = await startScrollServer(4, (_request, place) => (place === 2 ? { status: 403 } : undefined))
    await using connection = connect(server.url)
    expect((await rejectionOf(drain(connection.client.scrollCompanies()))).code).toBe('FORBIDDEN')
    expect(connection.eventsOf('scroll-restarted')).toEqual([])
  })

  it('waits for a scroll that another program has open', async () => {
    await using server = await startScrollServer(2, (request) => (request.number <= 4 ? scrollExists : undefined))
    await using connection = connect(server.url)
    expect(await drain(connection.client.scrollCompanies())).toHaveLength(2)
    expect(connection.eventsOf('scroll-waited').map((event) => event['waitedMs'])).toEqual([0, 10_000, 20_000, 30_000])
  })

  it('says who is in the way when the wait is over', async () => {
    await using server = await startServer(() => scrollExists)
    await using connection = connect(server.url, { scrollWaitMs: 25_000 })
    const error = await rejectionOf(drain(connection.client.scrollCompanies()))
    expect(error).toMatchObject({ code: 'SCROLL_BUSY', isRetryable: true })
    expect(error.message).toMatch(/Another program .* waited 25 s .* run again later/)
    expect(connection.clock.sleeps).toEqual([10_000, 10_000, 5000])
  })
})
