import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Batch, Checkpoint, ReadOptions, ReadRequest, Source } from '@ingestr/contract'
import { createIntercomClient } from '@ingestr/intercom-client'
import { createManualClock, createSeededRandom, type ManualClock } from '@ingestr-tooling/testing'

import { createIntercomSource } from '../src/index.ts'

/** A source that talks to a server on loopback, on a simulated clock. */
export function openSource(baseUrl: string, token: string, clock: ManualClock = createManualClock()): Source {
  const random = createSeededRandom(5)
  const client = createIntercomClient({ accessToken: token, baseUrl, clock, random, rateLimitReserve: 0 })
  return createIntercomSource({ client, clock, region: 'us' })
}

/** Ids and checkpoint of a whole read. */
export interface ReadSummary {
  readonly ids: readonly string[]
  readonly batches: readonly Batch[]
  readonly checkpoint: Checkpoint
}

/** Plans and reads to the end, or to a stop. */
export async function readAll(source: Source, request: ReadRequest, options: ReadOptions = {}): Promise<ReadSummary> {
  const plan = await source.plan(request)
  const batches: Batch[] = []
  const ids: string[] = []
  for await (const batch of source.read(plan, options)) {
    batches.push(batch)
    for (const row of batch.page?.rows(plan.tables[0]) ?? []) ids.push(String(row['id']))
  }
  return { ids, batches, checkpoint: batches.at(-1)?.checkpoint ?? {} }
}

/** A server that answers `GET /me`, and searches with the pages it is given, whatever is asked. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly searches: number
}

/** Each page is a list of `[id, updated_at]`; `null` for a record without the time. */
export type ScriptedPage = ReadonlyArray<readonly [id: string, updatedAt: number | null]>

/** What the server says besides records; `lastPages` are the numbers of pages that name no next one. */
export interface ScriptedClaims {
  readonly totalCount: number
  readonly lastPages: readonly number[]
}

export async function startScriptedServer(
  pages: readonly ScriptedPage[],
  claims?: ScriptedClaims,
): Promise<ScriptedServer> {
  let searches = 0
  let port = 0
  const server = createServer((request, response) => {
    const isSearch = request.url?.includes('search') === true
    request.resume().on('end', () => {
      const page = pages[isSearch ? searches++ : 0] ?? []
      const isLast = claims?.lastPages.includes(searches - 1) ?? searches >= pages.length
      const body = isSearch
        ? {
            type: 'list',
            data: page.map(([id, updatedAt]) => ({ type: 'contact', id, updated_at: updatedAt })),
            total_count: claims?.totalCount ?? pages.flat().length,
            pages: { type: 'pages', ...(!isLast && { next: { starting_after: `${port}-${searches}` } }) },
          }
        : { type: 'admin', id: '1', app: { id_code: 'abc', timezone: 'UTC', region: 'US' } }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ;({ port } = server.address() as AddressInfo)
  return {
    url: `http://127.0.0.1:${port}`,
    get searches() {
      return searches
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
