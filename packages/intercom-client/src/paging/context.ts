import type { Requester } from '../http/requester.ts'
import type { Clock, Report } from '@ingestr/contract'

/** What all ways of paging share. */
export interface PagingContext {
  readonly requester: Requester
  readonly clock: Clock
  readonly random: () => number
  readonly report: Report
  /** The most that the API gives at a time. */
  readonly defaultPerPage: number
  readonly scrollWaitMs: number
}
