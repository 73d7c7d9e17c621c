import type { RunCounts, TableResult } from '@ingestr/sync'

import { formatCount, formatMoment } from './format.ts'

/** What of a table's run decides on what was proven. */
export type ProvenTable = {
  readonly status: TableResult['status']
  readonly counts: Pick<RunCounts, 'missing' | 'planned' | 'read' | 'provenFrom' | 'provenBefore' | 'unproven'>
}

/** What was proven, and no more. More may come than was counted first: records are made meanwhile. */
export function describeProof({ counts, status }: ProvenTable): readonly string[] {
  const { missing, planned, read } = counts
  if (status === 'stopped') return []
  const counted = planned === null || read === null ? [] : [`${formatCount(read)} of ${formatCount(planned)} counted`]
  if (missing === null) return counted
  if (missing > 0) return [`${formatCount(missing)} MISSING`]
  const range = describeRange(counts)
  if (planned !== null && (read ?? 0) < planned) return [...counted, `a later count misses none${range}`]
  return [[`proven complete${range}`, ...counted].join(': ')]
}

/** Empty where all that came was proven. */
function describeRange({ provenFrom, provenBefore, unproven, planned }: ProvenTable['counts']): string {
  const bounds = [
    ...(typeof provenFrom === 'number' ? [`from ${formatMoment(provenFrom)}`] : []),
    ...(typeof provenBefore === 'number' ? [`up to ${formatMoment(provenBefore)}`] : []),
  ]
  const isAll = (unproven ?? 0) === 0 && planned !== null
  if (isAll || bounds.length === 0) return ''
  const others = (unproven ?? 0) > 0 ? [`, and ${formatCount(unproven ?? 0)} others read`] : []
  return ` ${bounds.join(' ')}${others.join('')}`
}
