import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { drain } from './drain.ts'
import { startServer, type Answer, type ReceivedRequest, type TestServer } from './test-server.ts'

type NextForm = 'url' | 'object'

interface ArticleServerOptions {
  readonly total: number
  readonly form?: NextForm
  readonly mostPerPage?: number
  readonly trouble?: (request: ReceivedRequest) => Answer | undefined
}

function startArticleServer(options: ArticleServerOptions): Promise<TestServer> {
  return startServer((request) => options.trouble?.(request) ?? articlePage(request, options))
}

function articlePage(request: ReceivedRequest, options: ArticleServerOptions): Answer {
  const { total, form = 'url', mostPerPage = 150 } = options
  const perPage = Math.min(mostPerPage, Number(request.query.get('per_page')))
  const page = Number(request.query.get('page'))
  const totalPages = Math.ceil(total / perPage)
  const first = (page - 1) * perPage + 1
  const count = Math.max(0, Math.min(perPage, total - first + 1))
  const data = Array.from({ length: count }, (_, index) => ({
    id: String(first + index),
    updated_at: 1_800_000_000 - first,
  }))
  // The API names a host of its own, whichever one was asked.
  const url = `https://api.elsewhere.invalid/articles?per_page=${perPage}&page=${page + 1}`
  const next = page >= totalPages ? null : form === 'url' ? url : { page: page + 1, per_page: perPage }
  const pages = { type: 'pages', page, per_page: perPage, total_pages: totalPages, next }
  return { body: { type: 'list', data, total_count: total, pages } }
}

async function idsOf(server: TestServer, request = {}): Promise<Array<string | undefined>> {
  await using connection = connect(server.url)
  const pages = await drain(connection.client.listArticles(request))
  return pages.flatMap((page) => page.envelope.records.map((record) => record.id))
}

const idsUpTo = (total: number): string[] => Array.from({ length: total }, (_, index) => String(index + 1))

describe('numbered pages', () => {
  it.each<NextForm>(['url', 'object'])(
    'are walked to the end when `pages.next` is a %s, on our own host',
    async (form) => {
      await using server = await startArticleServer({ total: 307, form })
      expect(await idsOf(server)).toEqual(idsUpTo(307))
      expect(server.requests.map((request) => request.query.get('page'))).toEqual(['1', '2', '3'])
    },
  )

  it('can begin at a later page', async () => {
    await using server = await startArticleServer({ total: 10 })
    expect(await idsOf(server, { page: 3, perPage: 4 })).toEqual(['9', '10'])
  })

  it('are complete when the server gives less than it is asked for', async () => {
    await using server = await startArticleServer({ total: 130, mostPerPage: 25 })
    expect(await idsOf(server)).toEqual(idsUpTo(130))
  })

  it('meet at their edges when they are made smaller on the way', async () => {
    await using server = await startArticleServer({
      total: 500,
      trouble: ({ query }) => {
        const size = Number(query.get('per_page'))
        const first = (Number(query.get('page')) - 1) * size
        const holdsTheBadOne = first <= 180 && first + size > 180
        return holdsTheBadOne && size > 25 ? { status: 500 } : undefined
      },
    })
    expect(await idsOf(server)).toEqual(idsUpTo(500))
    expect(server.requests.at(-1)?.query.get('per_page')).toBe('150')
  })

  it('are no whole list when the last one comes before the count of pages is reached', async () => {
    await using server = await startServer(() => ({
      body: {
        type: 'list',
        data: [{ id: '1' }],
        total_count: 60,
        pages: { page: 1, per_page: 25, total_pages: 3, next: null },
      },
    }))
    await using connection = connect(server.url)
    const error = await rejectionOf(drain(connection.client.listArticles()))
    expect(error.code).toBe('INVALID_RESPONSE')
    expect(error.message).toContain('no page after 1, though it counts 3')
  })

  it('are refused when the server gives an earlier page again as the last', async () => {
    await using server = await startServer((request) => {
      const next = request.query.get('page') === '1' ? { page: 2 } : null
      return { body: { type: 'list', data: [{ id: '1' }], total_count: 2, pages: { page: 1, total_pages: 2, next } } }
    })
    await using connection = connect(server.url)
    const error = await rejectionOf(drain(connection.client.listArticles({ perPage: 1 })))
    expect(error.code).toBe('INVALID_RESPONSE')
    expect(error.message).toContain('page 1 where page 2 was asked for')
  })

  it.each([
    ['a next page that was read already', { page: 1, next: 'https://x/articles?page=1' }],
    ['a URL that leads nowhere', { page: 1, next: 'https://x/articles' }],
    ['another page than asked for', { page: 7, next: null }],
  ])('are refused when the server gives %s', async (_name, pages) => {
    await using server = await startServer(() => ({ body: { type: 'list', data: [{ id: '1' }], pages } }))
    await using connection = connect(server.url)
    expect((await rejectionOf(drain(connection.client.listArticles()))).code).toBe('INVALID_RESPONSE')
  })
})
