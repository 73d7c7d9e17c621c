import { IngestError } from '@ingestr/contract'

import type { RunCounts } from './run-counts.ts'

/** What must be told of counts that do not agree; nothing where all is well, or where nothing could be proven. */
export function warningsOf(table: string, counts: RunCounts): readonly string[] {
  const { missing, unaccounted, read } = counts
  const warnings: string[] = []
  if (missing !== null && missing > 0) warnings.push(`${describeMissing(table, missing, read)} ${remedy}`)
  if (typeof unaccounted === 'number' && unaccounted > 0) {
    warnings.push(
      `${unaccounted} ${table} fewer came than the source counted before and after, though it was read once more. They may have been deleted meanwhile, or the source leaves them out. ${remedy}`,
    )
  }
  return warnings
}

const remedy = 'The next runs bring those that show up later; a full refresh (--full-refresh) reads all again.'

/** What is good to know, and no reason to worry. */
export function notesOf(table: string, { truncatedLists, shortPages }: RunCounts): readonly string[] {
  const notes: string[] = []
  if (truncatedLists !== null && truncatedLists > 0) {
    const lists = truncatedLists === 1 ? '1 list' : `${truncatedLists} lists`
    notes.push(
      `${lists} inside the ${table} came cut short: the source sends only the first items of a long list, and says so in the same column (has_more).`,
    )
  }
  if (typeof shortPages === 'number' && shortPages > 0) {
    const pages = shortPages === 1 ? '1 page' : `${shortPages} pages`
    notes.push(
      `${pages} of ${table} came with fewer records than asked for, though there are more; what they may have left out is looked for by counts.`,
    )
  }
  return notes
}

/** The error of a strict run. */
export function recordsMissing(table: string, missing: number, read: number | null): IngestError {
  return new IngestError(
    'RECORDS_MISSING',
    `${describeMissing(table, missing, read)} What came is stored. Run the same command again, which looks for them again; without --strict they are only reported.`,
    { isRetryable: true },
  )
}

function describeMissing(table: string, missing: number, read: number | null): string {
  const all = read === null ? '' : ` of ${read + missing}`
  return `${missing}${all} ${table} that the source counts did not come, though they were looked for twice.`
}
