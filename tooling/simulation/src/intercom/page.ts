import type { IntercomPage } from '@ingestr/intercom-client'

import type { Version } from '../world/workspace.ts'

/** What a page is made of. */
export interface PageContents {
  readonly recordsKey: string
  readonly versions: readonly Version[]
  readonly totalCount?: number | undefined
  readonly startingAfter?: string | undefined
  /** Whether another page follows this numbered one. */
  readonly nextNumber?: number | undefined
  readonly perPage: number
}

const encoder = new TextEncoder()

/** A page with the bytes and the envelope that the client would have read from them. */
export function createIntercomPage(contents: PageContents): IntercomPage {
  const { recordsKey, versions, totalCount, startingAfter, nextNumber, perPage } = contents
  const list = versions.map(({ json }) => json).join(',')
  const hasNext = startingAfter !== undefined || nextNumber !== undefined
  return {
    bytes: encoder.encode(`{"type":"list","${recordsKey}":[${list}],"total_count":${totalCount ?? 0}}`),
    envelope: {
      recordsKey,
      count: versions.length,
      records: versions.map(({ id, createdAt, updatedAt }) => ({ id, createdAt, updatedAt })),
      truncatedLists: 0,
      totalCount,
      next: hasNext ? { startingAfter, page: nextNumber } : undefined,
      perPage,
    },
    requestedPerPage: perPage,
  }
}
