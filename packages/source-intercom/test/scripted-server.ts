import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Each page is a list of `[id, updated_at]`; `null` for a record without the time. */
export type ScriptedPage = ReadonlyArray<readonly [id: string, updatedAt: number | null]>

/** A server that answers `GET /me`, and lists the pages it is given, whatever is asked. */
interface ScriptedServer extends AsyncDisposable {
  readonly url: string
}

/** What a search says besides records; `lastPages` are the numbers of pages that name no next one. */
interface SearchClaims {
  readonly totalCount: number
  readonly lastPages: readonly number[]
}

/** Answers one search after the other with the next page. Who asks for one record only asks for the count. */
export async function startScriptedSearch(
  pages: readonly ScriptedPage[],
  claims?: SearchClaims,
): Promise<ScriptedServer & { readonly searches: number }> {
  let searches = 0
  const server = await startServer(({ pathname }, body) => {
    if (!pathname.endsWith('/search')) return undefined
    if (body.includes('"per_page":1}'))
      return { type: 'list', data: [], total_count: claims?.totalCount ?? 0, pages: {} }
    const page = pages[searches++] ?? []
    const isLast = claims?.lastPages.includes(searches - 1) ?? searches >= pages.length
    return {
      type: 'list',
      data: toRecords(page, 'contact'),
      total_count: claims?.totalCount ?? pages.flat().length,
      pages: {
        type: 'pages',
        per_page: isLast ? 150 : page.length,
        ...(!isLast && { next: { starting_after: `after-${page.at(-1)?.[0]}` } }),
      },
    }
  })
  return {
    ...server,
    get searches() {
      return searches
    },
  }
}

/** Answers `GET /articles` by number; each first page begins the next of the walks, and the last of them is repeated. */
export async function startScriptedArticles(
  walks: ReadonlyArray<readonly ScriptedPage[]>,
  totalCount?: number,
): Promise<ScriptedServer & { readonly walks: number }> {
  let begun = 0
  const server = await startServer(({ pathname, searchParams }) => {
    if (pathname !== '/articles') return undefined
    const number = Number(searchParams.get('page'))
    if (number === 1) begun += 1
    const pages = walks[Math.min(begun, walks.length) - 1] ?? []
    const next = number < pages.length ? { page: number + 1 } : null
    return {
      type: 'list',
      data: toRecords(pages[number - 1] ?? [], 'article'),
      total_count: totalCount ?? pages.flat().length,
      pages: { type: 'pages', page: number, next },
    }
  })
  return {
    ...server,
    get walks() {
      return begun
    },
  }
}

function toRecords(page: ScriptedPage, type: string): readonly object[] {
  return page.map(([id, updatedAt]) => ({ type, id, updated_at: updatedAt }))
}

const me = { type: 'admin', id: '1', app: { id_code: 'abc', timezone: 'UTC', region: 'US' } }

/** What `answer` has no answer for is taken for `GET /me`. */
async function startServer(answer: (url: URL, body: string) => object | undefined): Promise<ScriptedServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const asked = Buffer.concat(chunks).toString()
      const body = answer(new URL(request.url ?? '/', 'http://127.0.0.1'), asked) ?? me
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
