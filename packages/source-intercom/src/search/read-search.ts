import type { Batch } from '@ingestr/contract'
import { createPage } from '@ingestr/records'

import { finished, unfinished } from '../plan-detail.ts'
import type { ReadContext } from '../read-context.ts'
import { SearchRun } from './search-run.ts'

/** Reads all partitions at once; the checkpoint tells how far each is. */
export async function* readSearch(context: ReadContext): AsyncIterable<Batch> {
  const { detail, options, resource } = context
  const run = new SearchRun(context)
  const producing = run.produce()
  try {
    for await (const walked of run.queue) {
      run.ledger.handOn(walked)
      const checkpoint = unfinished(detail, run.progress)
      const { page, isLull = false } = walked
      yield { ...(page && { page: createPage(page.bytes) }), checkpoint, isLast: false, ...(isLull && { isLull }) }
    }
    yield { checkpoint: finished(detail), isLast: true, audit: run.audit }
  } finally {
    run.end()
    await producing
    if (options.stop?.aborted === true) {
      options.report?.({ type: 'read-stopped', table: resource.table.name, remaining: run.remaining })
    }
  }
}
