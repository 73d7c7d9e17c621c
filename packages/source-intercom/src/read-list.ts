import type { Batch } from '@ingestr/contract'
import { createPage } from '@ingestr/records'

import { finished } from './plan-detail.ts'
import type { ReadContext } from './read-context.ts'

/** Reads a list that the API gives in one answer. */
export async function* readList(context: ReadContext): AsyncIterable<Batch> {
  const { client, resource, detail, options } = context
  const page = await client.list(resource.path, resource.query, options)
  options.report?.({ type: 'records-counted', table: resource.table.name, count: page.envelope.count })
  yield { page: createPage(page.bytes), checkpoint: finished(detail), isLast: true }
}
