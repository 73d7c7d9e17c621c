import type { ReadOptions } from '@ingestr/contract'
import type { IntercomClient } from '@ingestr/intercom-client'
import type { IntercomResource } from '@ingestr/intercom-resources'

import type { PlanDetail } from './plan-detail.ts'

/** What every way of reading a table is given. */
export interface ReadContext {
  readonly client: IntercomClient
  readonly resource: IntercomResource
  readonly detail: PlanDetail
  readonly options: ReadOptions
}

/** Whether the user asked to stop after the pages already received. */
export function isStopped(context: ReadContext): boolean {
  return context.options.stop?.aborted === true
}
