import type { ReportOptions } from '@ingestr/contract'
import type { IntercomClient, SearchRequest } from '@ingestr/intercom-client'

import { newPartition } from '../checkpoint.ts'
import type { ReadAheadShare } from '../read-ahead.ts'
import { createSearchApi } from './search-api.ts'
import { settle, type Begun } from './running-walk.ts'

/** The first page of a first load, asked for before there is a plan: nothing that a plan depends on is in that request. */
export interface EarlySearch {
  /** When it was asked for, in milliseconds since the epoch. What changed since is for the next run. */
  readonly startedAt: number
  /** Makes it a part of a read, which `signal` ends; `wanted` is as the client's, for the pages that follow. */
  take(reading: Reading): Begun
  /** Ends it where there is no use for it. */
  end(): void
}

type Reading = {
  readonly share: ReadAheadShare
  readonly signal: AbortSignal
  readonly wanted: SearchRequest['wanted']
}

/** Whatever fails then fails for whoever takes it. */
export function searchEarly(
  client: IntercomClient,
  { path, startedAt }: { readonly path: string; readonly startedAt: number },
  options: ReportOptions,
): EarlySearch {
  const abort = new AbortController()
  const signal = AbortSignal.any([abort.signal, options.signal].filter((each) => each !== undefined))
  const api = createSearchApi(client, path, 'created_at', { ...options, signal })
  let wanted: SearchRequest['wanted']
  const whole = newPartition({ lower: null, upper: null }, 'ascending')
  const walk = api.walk(whole, () => wanted?.())
  const pages = walk[Symbol.asyncIterator]()
  const first = settle(pages.next())
  return {
    startedAt,
    take({ share, signal: reading, wanted: asked }) {
      reading.addEventListener('abort', () => abort.abort(reading.reason), { once: true })
      wanted = asked
      return { pages, first, room: share.tryReserve() }
    },
    end: () => abort.abort(),
  }
}
