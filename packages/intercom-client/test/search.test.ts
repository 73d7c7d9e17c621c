import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { drain } from './drain.ts'
import { allContacts, paginationOf, searchPage, startSearchServer } from './search-server.ts'
import { startServer } from './test-server.ts'

describe('a search', () => {
  it('brings every record once, with the cursor in the body', async () => {
    await using server = await startSearchServer(401)
    await using connection = connect(server.url)
    const pages = await drain(connection.client.searchContacts(allContacts))
    const ids = pages.flatMap((page) => page.envelope.records.map((record) => record.id))
    expect(ids).toEqual(Array.from({ length: 401 }, (_, index) => `contact-${index + 1}`))
    expect(server.requests.map((request) => paginationOf(request))).toEqual([
      { per_page: 150 },
      { per_page: 150, starting_after: '150' },
      { per_page: 150, starting_after: '300' },
    ])
    expect(server.requests[0]?.body).toMatchObject({ query: allContacts.query, sort: allContacts.sort })
  })

  it('gives the body as it came, and what a plan needs to know of its records', async () => {
    await using server = await startSearchServer(2)
    await using connection = connect(server.url)
    const [page] = await drain(connection.client.searchContacts({ ...allContacts, perPage: 50 }))
    expect(JSON.parse(Buffer.from(page?.bytes ?? []).toString())).toMatchObject({ total_count: 2, data: [{}, {}] })
    expect(page?.requestedPerPage).toBe(50)
    expect(page?.envelope).toMatchObject({ recordsKey: 'data', count: 2, totalCount: 2, next: undefined })
    expect(page?.envelope.records[0]).toEqual({ id: 'contact-1', createdAt: 1_700_000_001, updatedAt: 1_750_000_001 })
  })

  it('asks for no more records than are wanted, page by page, and never for none', async () => {
    await using server = await startSearchServer(401)
    await using connection = connect(server.url)
    const wanted = [undefined, 20, 0, 1000]
    const pages = await drain(connection.client.searchContacts({ ...allContacts, wanted: () => wanted.shift() }))
    expect(pages.flatMap((page) => page.envelope.records)).toHaveLength(401)
    expect(server.requests.map((request) => paginationOf(request)['per_page'])).toEqual([150, 20, 1, 150, 150])
    expect(pages.map(({ requestedPerPage }) => requestedPerPage)).toEqual([150, 20, 1, 150, 150])
  })

  it('gives bodies that arrive in many pieces, and frees only those pieces', async () => {
    const text = 'x'.repeat(70_000)
    const body = { data: Array.from({ length: 20 }, (_, id) => ({ id, text })), pages: { next: null }, total_count: 20 }
    await using server = await startServer(() => ({ body }))
    await using connection = connect(server.url)
    const walks = Array.from({ length: 8 }, () => drain(connection.client.searchContacts(allContacts)))
    for (const [page] of await Promise.all(walks)) {
      expect(JSON.parse(Buffer.from(page?.bytes ?? []).toString())).toEqual(body)
    }
  })

  it('goes on from a stored cursor', async () => {
    await using server = await startSearchServer(10)
    await using connection = connect(server.url)
    const [page] = await drain(connection.client.searchContacts({ ...allContacts, startingAfter: '7' }))
    expect(page?.envelope.records.map((record) => record.id)).toEqual(['contact-8', 'contact-9', 'contact-10'])
  })

  it('reads conversations under their own key', async () => {
    await using server = await startServer(() => ({
      body: { type: 'conversation.list', conversations: [{ id: 471 }], pages: { next: null }, total_count: 1 },
    }))
    await using connection = connect(server.url)
    const [page] = await drain(connection.client.searchConversations(allContacts))
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/conversations/search' })
    expect(page?.envelope).toMatchObject({ recordsKey: 'conversations', records: [{ id: '471' }] })
  })

  it('asks for less when a page keeps failing, and for more again later', async () => {
    await using server = await startSearchServer(3000, (request) => {
      const { per_page: size, starting_after: after } = paginationOf(request)
      return Number(after ?? 0) < 60 && size > 5 ? { status: 504, body: '<html>gateway</html>' } : undefined
    })
    await using connection = connect(server.url)
    const pages = await drain(connection.client.searchContacts(allContacts))
    const ids = pages.flatMap((page) => page.envelope.records.map((record) => record.id))
    expect(new Set(ids).size).toBe(3000)
    expect(ids.length).toBe(3000)
    expect(connection.eventsOf('page-size-reduced').map((event) => event['perPage'])).toEqual([75, 25, 5, 5, 5])
    expect(pages.at(-1)?.requestedPerPage).toBe(150)
  })

  it('reads a page that only comes in single records', async () => {
    await using server = await startSearchServer(3, (request) =>
      paginationOf(request).per_page > 1 ? { status: 502 } : undefined,
    )
    await using connection = connect(server.url)
    const pages = await drain(connection.client.searchContacts(allContacts))
    expect(pages.map((page) => page.envelope.count)).toEqual([1, 1, 1])
  })

  it('outlives a search that answers 404 for a record that is gone', async () => {
    const gone = {
      status: 404,
      body: { type: 'error.list', errors: [{ code: 'not_found', message: 'User Not Found' }] },
    }
    await using server = await startSearchServer(3, (request) => (request.number === 1 ? gone : undefined))
    await using connection = connect(server.url)
    expect(await drain(connection.client.searchContacts(allContacts))).toHaveLength(1)
  })

  it('says that a cursor was refused, so that its walk can begin again', async () => {
    const refused = {
      status: 400,
      body: { type: 'error.list', errors: [{ code: 'parameter_invalid', message: 'invalid starting_after' }] },
    }
    await using server = await startServer(() => refused)
    await using connection = connect(server.url)
    const search = connection.client.searchContacts({ ...allContacts, startingAfter: 'stale' })
    const error = await rejectionOf(drain(search))
    expect(error.code).toBe('CURSOR_REFUSED')
    expect(error.message).toContain('parameter_invalid: "invalid starting_after"')
    expect(server.requests).toHaveLength(1)
  })

  it('takes the same answer to a first page for a rejected search', async () => {
    await using server = await startServer(() => ({
      status: 400,
      body: { type: 'error.list', errors: [{ code: 'invalid_sort_order', message: "Invalid sort order 'desc'." }] },
    }))
    await using connection = connect(server.url)
    const error = await rejectionOf(drain(connection.client.searchContacts(allContacts)))
    expect(error.code).toBe('REQUEST_REJECTED')
    expect(error.message).toContain('invalid_sort_order: "Invalid sort order \'desc\'."')
  })

  it('stops at a cursor that goes round in a circle', async () => {
    const next: Record<string, string> = { '': 'a', a: 'b', b: 'c', c: 'a' }
    await using server = await startServer((request) => {
      const after = paginationOf(request).starting_after ?? ''
      return { body: { data: [{ id: after }], pages: { next: { starting_after: next[after] } } } }
    })
    await using connection = connect(server.url)
    const error = await rejectionOf(drain(connection.client.searchContacts(allContacts)))
    expect(error.code).toBe('INVALID_RESPONSE')
    expect(error.message).toContain('round in a circle')
  })

  it.each([
    ['an empty body', ''],
    ['text', 'OK'],
    ['a cut body', '{"type":"list","data":[{"id":"1"}'],
    ['a list alone', '[]'],
    ['no list', { type: 'list', pages: {}, total_count: 3 }],
    ['no pages', { type: 'list', data: [{ id: '1' }], total_count: 3 }],
    ['a next page without its cursor', { data: [{ id: '1' }], pages: { next: { page: 2 } } }],
    ['a next page of another kind', { data: [{ id: '1' }], pages: { next: 2 } }],
    ['an empty page that is not the last', { data: [], pages: { next: { starting_after: 'x' } } }],
    ['a full page and no next, though there are more', { data: [{ id: '1' }], pages: {}, total_count: 3 }],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('takes %s for a failed attempt, never for the end', async (_name, body) => {
    await using flaky = await startServer((request) => (request.number < 3 ? { body } : searchPage(request, 3)))
    await using connection = connect(flaky.url)
    const pages = await drain(connection.client.searchContacts({ ...allContacts, perPage: 1 }))
    expect(pages).toHaveLength(3)

    await using broken = await startServer(() => ({ body }))
    await using other = connect(broken.url)
    const error = await rejectionOf(drain(other.client.searchContacts({ ...allContacts, perPage: 1 })))
    expect(error).toMatchObject({ code: 'INVALID_RESPONSE', isRetryable: true })
    expect(broken.requests).toHaveLength(8)
  })

  it('takes a cursor that does not move for a failed attempt', async () => {
    const stuck = { body: { data: [{ id: '1' }], pages: { next: { starting_after: '150' } } } }
    await using server = await startSearchServer(200, (request) => (request.number === 2 ? stuck : undefined))
    await using connection = connect(server.url)
    const pages = await drain(connection.client.searchContacts(allContacts))
    expect(pages.map((page) => page.envelope.count)).toEqual([150, 50])
  })
})
