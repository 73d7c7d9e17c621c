import type { IntercomClient, IntercomPage, SearchRequest } from '@ingestr/intercom-client'
import type { ReadOptions } from '@ingestr/contract'

import type { Partition } from '../checkpoint.ts'
import { allOf, type DateField, type DateMatching, dateFilter, matchingOf, type SearchFilter } from './search-query.ts'

/** The search endpoint of one table. */
export interface SearchApi {
  readonly matching: DateMatching
  /** How many more requests could be on their way. */
  readonly spareRequests: number
  /** See `IntercomClient.sustainedRequests`. */
  readonly sustainedRequests: number
  /** Each page is asked for when it is wanted, the first at the partition's cursor; `wanted` is as the client's. */
  walk(partition: Partition, wanted?: SearchRequest['wanted']): AsyncIterable<IntercomPage>
  /** How many records the query of a partition finds; undefined where the API does not say. */
  countOf(partition: Partition): Promise<number | undefined>
  /** How many records meet a filter; undefined where the API does not say. */
  count(filter: SearchFilter): Promise<number | undefined>
  /** How many records the table has; undefined where the API does not say. */
  countAll(): Promise<number | undefined>
}

/** `path` is that of the endpoint, `field` what walks are sorted by. */
export function createSearchApi(
  client: IntercomClient,
  path: string,
  field: DateField,
  options: ReadOptions,
): SearchApi {
  const matching = matchingOf(path)
  const search: IntercomClient['searchContacts'] = (request) =>
    path.startsWith('/contacts/')
      ? client.searchContacts(request, options)
      : client.searchConversations(request, options)
  const queryOf = ({ asked, conditions }: Partition): SearchFilter => {
    const dates = dateFilter(field, asked, matching)
    return allOf([dates, ...conditions]) ?? dates
  }
  const count = async (query: SearchFilter): Promise<number | undefined> => {
    const sort = { field: 'created_at', order: 'ascending' } as const
    for await (const page of search({ query, sort, perPage: 1 })) return page.envelope.totalCount
    return undefined
  }
  return {
    matching,
    count,
    countOf: (partition) => count(queryOf(partition)),
    countAll: () => count(dateFilter('created_at', { lower: null, upper: null }, matching)),
    get spareRequests() {
      return client.spareRequests
    },
    get sustainedRequests() {
      return client.sustainedRequests
    },
    walk(partition, wanted) {
      const { order, startingAfter } = partition
      const cursor = startingAfter === null ? {} : { startingAfter }
      return search({ query: queryOf(partition), sort: { field, order }, ...(wanted && { wanted }), ...cursor })
    },
  }
}
