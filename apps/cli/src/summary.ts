import type { SyncResult } from '@ingestr/ingest'
import { countOf, describeProof, formatCount, formatDuration } from '@ingestr/ingest/telling'

import { describeAudit } from './describe-audit.ts'

/** The line on stdout: where the rows went, how many, and whether that was not all, for whoever reads nothing else. */
export function printSummary(result: SyncResult, location: string): string {
  const { counts } = result
  const outside = counts.received - counts.kept
  const parts = [
    `${countOf(counts.received, 'row')} received`,
    ...(outside > 0 ? [`${formatCount(outside)} outside what was asked for`] : []),
    `${formatCount(counts.inserted)} new`,
    `${formatCount(counts.updated)} updated`,
    `${formatCount(counts.unchanged)} unchanged`,
    ...(counts.discarded > 0 ? [`${formatCount(counts.discarded)} DISCARDED`] : []),
    countOf(counts.requests, 'request'),
    formatDuration(result.durationMs),
    ...describeProof(result),
    ...(result.status === 'stopped' ? ['stopped before the end'] : []),
  ]
  return `${result.table} → ${result.target} in ${location}: ${parts.join(', ')}`
}

/** The same for whoever looks at a terminal: short lines. Where the rows went is told once for all tables. */
export function describeResult(result: SyncResult): string {
  const { counts, status, durationMs, table, target } = result
  const outside = counts.received - counts.kept
  const end = status === 'stopped' ? 'stopped before the end' : 'done'
  const rows = [
    `${formatCount(counts.inserted)} new`,
    `${formatCount(counts.updated)} updated`,
    `${formatCount(counts.unchanged)} unchanged`,
    ...(outside > 0 ? [`${formatCount(outside)} not asked for`] : []),
  ]
  const lines = [
    `${table} → ${target}: ${end} in ${formatDuration(durationMs)}, ${countOf(counts.requests, 'request')}`,
    `  ${countOf(counts.received, 'row')}: ${rows.join(', ')}`,
    ...(counts.discarded > 0 ? [`  ${formatCount(counts.discarded)} DISCARDED`] : []),
    ...describeProof(result).map((proof) => `  ${proof}`),
    ...describeAudit(result).map((line) => `  ${line}`),
  ]
  return lines.join('\n')
}

/** What was counted, for whoever reads along. */
export function printAudit(result: SyncResult): string {
  return `${result.table}: ${describeAudit(result).join(', ')}`
}

/** What a run that was stopped has stored, what it leaves, and how to go on. */
export function describeStop(stopped: readonly SyncResult[]): string {
  const begun = stopped.filter(({ counts }) => counts.received > 0)
  const [one, ...others] = begun
  if (one === undefined) return 'Stopped before anything new was stored: run the same command again to begin.'
  if (others.length === 0) {
    const rest = one.remaining === null ? '' : `, ${describeRest(one.remaining)}`
    return `Stopped. ${describeRows(one)} are stored${rest}: run the same command again to go on.`
  }
  const parts = begun.map((result) => {
    const rest = result.remaining === null ? '' : ` (${describeRest(result.remaining)})`
    return `${describeRows(result)}${rest}`
  })
  return `Stopped. Stored are ${parts.join(', ')}: run the same command again to go on.`
}

function describeRows({ table, counts, staged = counts.rows }: SyncResult): string {
  return `${formatCount(staged)} ${table}`
}

function describeRest(remaining: number): string {
  return `about ${formatCount(remaining)} remain`
}
