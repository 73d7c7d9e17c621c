import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { drain } from './drain.ts'
import { allContacts, paginationOf, searchPage, startSearchServer } from './search-server.ts'
import type { Answer, ReceivedRequest } from './test-server.ts'

import type { IntercomPage } from '@ingestr/intercom-client'

const search = { ...allContacts, perPage: 10 }

function idsOf(pages: readonly IntercomPage[]): ReadonlyArray<string | undefined> {
  return pages.flatMap((page) => page.envelope.records.map((record) => record.id))
}

/** The page asked for as if it were the last, with the number that its place has. */
function withoutNext(request: ReceivedRequest, total: number): Answer {
  const { per_page: perPage, starting_after: after = '0' } = paginationOf(request)
  const { body } = searchPage(request, total)
  const page = Number(after) / perPage + 1
  const pages = { type: 'pages', page, per_page: perPage, total_pages: Math.ceil(total / perPage) }
  return { body: { ...(body as object), pages } }
}

const isThird = (request: ReceivedRequest): boolean => paginationOf(request).starting_after === '20'

describe('a full page in the middle of a search that names no next one', () => {
  it.each([undefined, '10'])('is not the end of a walk that began at %s', async (startingAfter) => {
    let asked = 0
    await using server = await startSearchServer(60, (request) => {
      if (!isThird(request)) return undefined
      asked += 1
      return asked === 1 ? withoutNext(request, 60) : undefined
    })
    await using connection = connect(server.url)
    const ids = idsOf(await drain(connection.client.searchContacts({ ...search, startingAfter })))
    const first = Number(startingAfter ?? 0)
    expect(ids).toEqual(Array.from({ length: 60 - first }, (_, index) => `contact-${first + index + 1}`))
  })

  it.each([undefined, '10'])('is an error when it stays so (a walk that began at %s)', async (startingAfter) => {
    await using server = await startSearchServer(60, (request) =>
      isThird(request) ? withoutNext(request, 60) : undefined,
    )
    await using connection = connect(server.url)
    const error = await rejectionOf(drain(connection.client.searchContacts({ ...search, startingAfter })))
    expect(error).toMatchObject({ code: 'INVALID_RESPONSE', isRetryable: true })
    expect(error.message).toContain('a full page and no next page, though it counts 60')
  })
})

describe('a full page that is the last', () => {
  it('is taken for the end at once where the counts say so', async () => {
    await using server = await startSearchServer(40)
    await using connection = connect(server.url)
    expect(idsOf(await drain(connection.client.searchContacts(search)))).toHaveLength(40)
    expect(server.requests).toHaveLength(4)
  })

  it('is the end though the count has grown, as it does where new records come in front', async () => {
    await using server = await startSearchServer(30, (request) => {
      const answer = searchPage(request, 30)
      return { body: { ...(answer.body as object), total_count: 500 } }
    })
    await using connection = connect(server.url)
    const ids = idsOf(await drain(connection.client.searchContacts(search)))
    expect(ids).toEqual(Array.from({ length: 30 }, (_, index) => `contact-${index + 1}`))
    expect(server.requests).toHaveLength(5)
  })

  it('is the end of a walk whose pages became smaller on the way', async () => {
    let failures = 0
    await using server = await startSearchServer(45, (request) => {
      const { per_page: perPage, starting_after: after } = paginationOf(request)
      const isTooMuch = after === '20' && perPage > 5
      if (isTooMuch) failures += 1
      return isTooMuch ? { status: 502 } : undefined
    })
    await using connection = connect(server.url)
    expect(idsOf(await drain(connection.client.searchContacts(search)))).toHaveLength(45)
    expect(failures).toBeGreaterThan(1)
    expect(connection.eventsOf('request-retried').map(({ reason }) => reason)).not.toContain('INVALID_RESPONSE')
  })
})
