import type { Page, ReportOptions, Sample, SampleRequest } from '@ingestr/contract'
import type { IntercomClient, IntercomPage } from '@ingestr/intercom-client'
import type { IntercomResource } from '@ingestr/intercom-resources'
import { createPage } from '@ingestr/records'

import { createSearchApi } from './search/search-api.ts'
import { countFilter, dateFilter, matchingOf, type SearchFilter } from './search/search-query.ts'
import { askSmallest } from './smallest-request.ts'

/** From so many places of a search records are taken. */
const places = 4

/** Records from all over a table, in a handful of requests. */
export async function sampleTable(
  client: IntercomClient,
  resource: IntercomResource,
  request: SampleRequest,
  options: ReportOptions,
): Promise<Sample> {
  const { listing, path, query } = resource
  if (listing === 'single') {
    const page = await client.list(path, query, options)
    return { count: page.envelope.count, pages: [toPage(page)] }
  }
  if (listing === 'search') return await sampleSearch(client, path, request, options)
  const count = await askSmallest(client, resource, options)
  const walk = listing === 'scroll' ? client.scrollCompanies(options) : sampleArticles(client, request, count, options)
  for await (const page of walk) return { count, pages: [toPage(page)] }
  return { count, pages: [] }
}

function sampleArticles(
  client: IntercomClient,
  { rows, random }: SampleRequest,
  count: number | null,
  options: ReportOptions,
): AsyncIterable<IntercomPage> {
  const perPage = Math.min(rows, client.perPage)
  const pages = Math.max(1, Math.ceil((count ?? 0) / perPage))
  return client.listArticles({ perPage, page: 1 + Math.floor(random() * pages) }, options)
}

async function sampleSearch(
  client: IntercomClient,
  path: string,
  { rows, random, createdBefore }: SampleRequest,
  options: ReportOptions,
): Promise<Sample> {
  const matching = matchingOf(path)
  const everything = dateFilter('created_at', { lower: null, upper: null }, matching)
  const first = await firstPage('ascending', everything, 1)
  const last = await firstPage('descending', everything, 1)
  const oldest = first?.envelope.records[0]?.createdAt
  const newest = last?.envelope.records[0]?.createdAt
  if (oldest === undefined || newest === undefined) return { count: first?.envelope.totalCount ?? null, pages: [] }
  const pages: Page[] = []
  for (let place = 0; place < places; place += 1) {
    const lower = oldest + Math.floor(((place + random()) / places) * (newest - oldest))
    const filter = dateFilter('created_at', { lower, upper: null }, matching)
    const page = await firstPage('ascending', filter, Math.ceil(rows / places))
    if (page !== undefined) pages.push(toPage(page))
  }
  const upper = createdBefore === undefined ? null : Math.floor(createdBefore / 1000)
  const counting = countFilter('created_at', { lower: null, upper }, matching)
  const count = await createSearchApi(client, path, 'created_at', options).count(counting)
  return { count: count ?? null, pages }

  async function firstPage(
    order: 'ascending' | 'descending',
    query: SearchFilter,
    perPage: number,
  ): Promise<IntercomPage | undefined> {
    const request = { query, sort: { field: 'created_at', order }, perPage: Math.min(perPage, client.perPage) } as const
    const walk = path.startsWith('/contacts/')
      ? client.searchContacts(request, options)
      : client.searchConversations(request, options)
    for await (const page of walk) return page
    return undefined
  }
}

function toPage({ bytes }: IntercomPage): Page {
  return createPage(bytes)
}
