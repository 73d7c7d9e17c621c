import type { Batch } from '@ingestr/contract'
import { createPage } from '@ingestr/records'

import { finished, unfinished } from './plan-detail.ts'
import { isStopped, type ReadContext } from './read-context.ts'

/**
 * Reads all companies. A scroll cannot be resumed: only its end moves the checkpoint. Pages that a restarted scroll brings
 * again are the same rows, and a merge takes them once.
 */
export async function* readScroll(context: ReadContext): AsyncIterable<Batch> {
  const { client, detail, options } = context
  for await (const page of client.scrollCompanies(options)) {
    yield { page: createPage(page.bytes), checkpoint: unfinished(detail, []), isLast: false }
    if (isStopped(context)) return
  }
  yield { checkpoint: finished(detail), isLast: true }
}
