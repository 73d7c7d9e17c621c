import type { Batch } from '@ingestr/contract'
import { createPage } from '@ingestr/records'

import { finished } from './plan-detail.ts'
import type { ReadContext } from './read-context.ts'

/** Reads a list that the API gives in one answer, which is all there is: it counts nothing that this could be held to. */
export async function* readList(context: ReadContext): AsyncIterable<Batch> {
  const { client, resource, detail, options } = context
  const page = await client.list(resource.path, resource.query, options)
  const { count, truncatedLists: truncated } = page.envelope
  options.report?.({ type: 'records-counted', table: resource.table.name, count })
  const unknown = { before: null, after: null, planned: null, missing: null }
  const audit = { ...unknown, read: count, repeated: 0, truncated }
  yield { page: createPage(page.bytes), checkpoint: finished(detail), isLast: true, audit }
}
