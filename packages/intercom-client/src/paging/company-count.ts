import { IngestError } from '@ingestr/contract'

import { readPage } from './page.ts'
import { recordsKeysOf } from './records-keys.ts'

import type { RequestOptions } from '../http/requester.ts'
import type { PagingContext } from './context.ts'

const path = '/companies/list'
/** What is no reason to give up the read of companies: the app may not ask, or the API does not say. */
const unknownCodes: ReadonlySet<string> = new Set([
  'FORBIDDEN',
  'REQUEST_REJECTED',
  'REQUEST_FAILED',
  'INVALID_RESPONSE',
])

/** How many companies there are, by the list of them, whose parameters go into the query; undefined where it does not tell. */
export async function countCompanies(
  context: PagingContext,
  options: RequestOptions = {},
): Promise<number | undefined> {
  const shape = { endpoint: `POST ${path}`, recordsKeys: recordsKeysOf(path), hasPages: false }
  try {
    const page = await context.requester.call(
      {
        build: () => ({ method: 'POST', path, query: { page: 1, per_page: 1 } }),
        read: (response) => readPage(response, shape, 1),
      },
      options,
    )
    return page.envelope.totalCount
  } catch (error) {
    if (IngestError.isInstance(error) && unknownCodes.has(error.code)) return undefined
    throw error
  }
}
