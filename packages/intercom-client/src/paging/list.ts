import { invalidResponse } from '../errors.ts'
import { readPage, type IntercomPage } from './page.ts'
import { recordsKeysOf } from './records-keys.ts'

import type { Query } from '../http/message.ts'
import type { RequestOptions } from '../http/requester.ts'
import type { PagingContext } from './context.ts'

/** Reads a list that comes in one piece; an answer that says there is more is an error, never cut short. */
export async function readList(
  path: string,
  query: Query,
  context: PagingContext,
  options: RequestOptions = {},
): Promise<IntercomPage> {
  const endpoint = `GET ${path}`
  return context.requester.call(
    {
      build: () => ({ method: 'GET', path, query }),
      read(response) {
        const page = readPage(response, { endpoint, recordsKeys: recordsKeysOf(path), hasPages: false })
        if (page.envelope.next !== undefined) throw invalidResponse(endpoint, 'a list of several pages')
        return page
      },
    },
    options,
  )
}
