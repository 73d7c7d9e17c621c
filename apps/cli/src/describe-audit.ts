import type { SyncResult } from '@ingestr/ingest'
import { countOf, formatCount } from '@ingestr/ingest/telling'

/** What a run counted of a table, in lines that fit a terminal. What the source does not tell is left out. */
export function describeAudit({ counts }: Pick<SyncResult, 'counts'>): readonly string[] {
  const { apiCountBefore, apiCountAfter, planned, read, duplicates, truncatedLists } = counts
  const source = [
    ...counted(apiCountBefore, (count) => `counted ${count} before`),
    ...counted(apiCountAfter, (count) => `${apiCountBefore === null ? 'counted ' : ''}${count} after`),
    ...counted(planned, (count) => `${count} planned`),
    ...counted(read, (count) => `${count} read`),
    ...counted(duplicates, (count) => `${count} came again`),
  ]
  const table = [
    ...(truncatedLists === null ? [] : [`${countOf(truncatedLists, 'list')} cut short`]),
    `${formatCount(counts.retries)} asked again`,
    `${formatCount(counts.merged)} merged`,
    `${countOf(counts.rows, 'row')} in the table`,
  ]
  return [source, table].flatMap((words) => (words.length === 0 ? [] : [words.join(', ')]))
}

function counted(count: number | null, tell: (count: string) => string): readonly string[] {
  return count === null ? [] : [tell(formatCount(count))]
}
