import type { SyncResult } from '@ingestr/ingest'
import { countOf, formatCount } from '@ingestr/ingest/telling'

/** What a run counted of a table, as two lists of words that each fit a line. What the source does not tell is left out. */
export function describeAudit({ counts }: Pick<SyncResult, 'counts'>): readonly [string, string] {
  const { apiCountBefore, apiCountAfter, planned, read, duplicates, truncatedLists } = counts
  const source = [
    ...counted(apiCountBefore, (count) => `counted ${count} before`),
    ...counted(apiCountAfter, (count) => `${apiCountBefore === null ? 'counted ' : ''}${count} after`),
    ...counted(planned, (count) => `${count} planned`),
    ...counted(read, (count) => `${count} read`),
    ...counted(duplicates, (count) => `${count} came again`),
  ]
  const table = [
    ...counted(truncatedLists, (count) => `${count} ${truncatedLists === 1 ? 'list' : 'lists'} cut short`),
    `${formatCount(counts.retries)} asked again`,
    `${formatCount(counts.merged)} merged`,
    `${countOf(counts.rows, 'row')} in the table`,
  ]
  return [source.join(', '), table.join(', ')]
}

function counted(count: number | null, tell: (count: string) => string): readonly string[] {
  return count === null ? [] : [tell(formatCount(count))]
}
