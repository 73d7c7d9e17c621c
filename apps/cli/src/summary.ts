import type { IngestResult } from '@ingestr/ingest'

import { formatCount, formatDuration } from './format.ts'

/** The line on stdout: where the rows went, how many, and whether that was not all, for whoever reads nothing else. */
export function printSummary(result: IngestResult): string {
  const { counts } = result
  const outside = counts.received - counts.kept
  const parts = [
    `${formatCount(counts.received)} rows received`,
    ...(outside > 0 ? [`${formatCount(outside)} outside what was asked for`] : []),
    `${formatCount(counts.inserted)} new`,
    `${formatCount(counts.updated)} updated`,
    `${formatCount(counts.unchanged)} unchanged`,
    `${formatCount(counts.requests)} requests`,
    formatDuration(result.durationMs),
    ...(result.status === 'stopped' ? ['stopped before the end'] : []),
  ]
  return `${result.table} → ${result.target} in ${result.location}: ${parts.join(', ')}`
}
