import type { ReadOptions } from '@ingestr/contract'
import type { IntercomClient } from '@ingestr/intercom-client'
import type { IntercomResource } from '@ingestr/intercom-resources'

import type { PageSpoolOptions } from './page-spool.ts'
import type { PlanDetail } from './plan-detail.ts'
import type { EarlySearch } from './search/early-search.ts'
import type { ReadAhead } from './read-ahead.ts'

/** What every way of reading a table is given. */
export interface ReadContext {
  readonly client: IntercomClient
  readonly resource: IntercomResource
  readonly detail: PlanDetail
  readonly options: ReadOptions
  /** Set for a search that begins where one was asked for already. */
  readonly early?: EarlySearch | undefined
  /** Room for pages that were read ahead of the writer. */
  readonly readAhead: ReadAhead
  /** Where pages that must be read at once may wait for the writer. */
  readonly temporaryDirectory: string | undefined
  /** How much may wait there. */
  readonly spoolLimits?: Partial<Pick<PageSpoolOptions, 'maxMemoryBytes' | 'maxFileBytes'>> | undefined
}

/** Whether the user asked to stop after the pages already received. */
export function isStopped(context: ReadContext): boolean {
  return context.options.stop?.aborted === true
}
