import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { drain } from './drain.ts'
import { allContacts, paginationOf, searchPage, startSearchServer } from './search-server.ts'
import { startServer, type Answer, type ReceivedRequest } from './test-server.ts'

import type { IntercomPage } from '@ingestr/intercom-client'

const total = 40

/** The page asked for without its records from the given one on. Its cursor is that of the whole page. */
function cutPage(request: ReceivedRequest, records: number): Answer {
  const { body } = searchPage(request, total)
  const parts: { data?: unknown } = typeof body === 'object' && !(body instanceof Uint8Array) ? body : {}
  const data: readonly unknown[] = Array.isArray(parts.data) ? parts.data : []
  return { body: { ...parts, data: data.slice(0, records) } }
}

function idsOf(pages: readonly IntercomPage[]): ReadonlyArray<string | undefined> {
  return pages.flatMap((page) => page.envelope.records.map((record) => record.id))
}

const isSecondPage = (request: ReceivedRequest): boolean => paginationOf(request).starting_after === '10'
const search = { ...allContacts, perPage: 10 }

describe('a page that is short and not the last', () => {
  it('is asked for once more', async () => {
    let asked = 0
    await using server = await startSearchServer(total, (request) => {
      if (isSecondPage(request)) asked += 1
      return isSecondPage(request) && asked === 1 ? cutPage(request, 3) : undefined
    })
    await using connection = connect(server.url)
    const pages = await drain(connection.client.searchContacts(search))
    expect(new Set(idsOf(pages)).size).toBe(total)
    expect(server.requests).toHaveLength(5)
    expect(connection.eventsOf('short-page')).toEqual([])
  })

  it.each([
    [7, 3],
    [3, 7],
  ])('is taken with more records when it comes with %i and then with %i', async (first, second) => {
    let asked = 0
    await using server = await startSearchServer(total, (request) => {
      if (!isSecondPage(request)) return undefined
      asked += 1
      return cutPage(request, asked === 1 ? first : second)
    })
    await using connection = connect(server.url)
    const pages = await drain(connection.client.searchContacts(search))
    // Three of those counted have not come, so that the end is doubted, and asked for with one record less.
    expect(pages.map((page) => page.envelope.count)).toEqual([10, 7, 10, 9, 1])
    expect(asked).toBe(2)
    expect(connection.eventsOf('short-page')).toEqual([
      { type: 'short-page', path: '/contacts/search', count: 7, perPage: 10 },
    ])
  })

  it('is no reason to ask again when the API says that it gives no more at a time', async () => {
    await using server = await startServer((request) => {
      const { starting_after: after } = paginationOf(request)
      const pagination = { per_page: 4, ...(after === undefined ? {} : { starting_after: after }) }
      return searchPage({ ...request, body: { pagination } }, total)
    })
    await using connection = connect(server.url)
    expect(idsOf(await drain(connection.client.searchContacts(search)))).toHaveLength(total)
    expect(server.requests).toHaveLength(10)
    expect(connection.eventsOf('short-page')).toEqual([])
  })

  it('is asked for again only once in a walk where all pages are short alike', async () => {
    await using server = await startSearchServer(total, (request) => cutPage(request, 9))
    await using connection = connect(server.url)
    await drain(connection.client.searchContacts(search))
    expect(server.requests).toHaveLength(5)
    expect(connection.eventsOf('short-page')).toHaveLength(1)
  })

  it('is left alone at the end', async () => {
    await using server = await startSearchServer(41)
    await using connection = connect(server.url)
    await drain(connection.client.searchContacts(search))
    expect(server.requests).toHaveLength(5)
  })
})
