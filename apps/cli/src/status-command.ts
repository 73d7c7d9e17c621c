import type { Status, TableStatus } from '@ingestr/ingest'
import { countOf, formatAge, formatCount, formatDuration, formatMoment } from '@ingestr/ingest/telling'

import { needSetting, readSetting, type Flags } from './read-settings.ts'
import { readUri } from './read-uri.ts'
import { settings } from './settings.ts'
import type { Surroundings } from './surroundings.ts'

/** What `ingestr status` was asked for. */
export type StatusSettings = { readonly flags: Flags; readonly json: boolean }

/** Prints what a destination knows of its tables: how far they are read, how runs ended, what they counted. */
export async function runStatus({ flags, json }: StatusSettings, surroundings: Surroundings): Promise<void> {
  const { environment, stdin, terminal } = surroundings
  const destUri = await readUri(needSetting('destUri', flags, environment), '--dest-uri', stdin)
  const lockTimeout = readSetting(settings.lockTimeout, flags.lockTimeout, environment)
  const { createSystemRuntime, readStatus } = await import('@ingestr/ingest')
  const runtime = createSystemRuntime()
  const status = await readStatus({ destUri, destSettings: { lock_timeout: lockTimeout }, runtime })
  terminal.print(json ? JSON.stringify(status, null, 2) : describe(status, runtime.clock.now()))
}

function describe({ location, tables }: Status, now: number): string {
  if (tables.length === 0) return `Nothing was copied to ${location} yet.`
  return [location, ...tables.map((table) => describeTable(table, now))].join('\n\n')
}

function describeTable(table: TableStatus, now: number): string {
  const { target, source, table: name, rows } = table
  return [
    `${target}: ${name} of ${source}`,
    `  rows      ${rows === null ? describeAbsence(table) : formatCount(rows)}${describeCount(table)}`,
    `  up to     ${describeCheckpoint(table, now)}`,
    ...describeRun('last run', table.lastRun, now),
    ...(table.lastRun?.status === 'succeeded' ? [] : describeRun('last good', table.lastSuccess, now)),
  ].join('\n')
}

function describeAbsence({ lastSuccess }: TableStatus): string {
  return lastSuccess === undefined ? 'there is no table yet' : 'the table is gone'
}

/** What the source counted at the end of the last good run. */
function describeCount({ lastSuccess }: TableStatus): string {
  if (lastSuccess === undefined) return ''
  const { apiCountAfter, missing } = lastSuccess.counts
  const counted = typeof apiCountAfter === 'number' ? [`${formatCount(apiCountAfter)} counted by Intercom then`] : []
  const lost = typeof missing === 'number' ? [missing === 0 ? 'none missing' : `${formatCount(missing)} MISSING`] : []
  const parts = [...counted, ...lost]
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`
}

function describeCheckpoint({ checkpoint, isUnfinished }: TableStatus, now: number): string {
  const readUpTo = checkpoint?.readUpTo ?? null
  const cut = isUnfinished ? 'a run was cut short; the next one goes on where it ended' : ''
  if (readUpTo === null) return cut === '' ? 'nothing is remembered: the next run reads everything' : `not yet; ${cut}`
  const time = `${formatMoment(readUpTo)} (${formatAge(now - readUpTo)} ago)`
  return cut === '' ? time : `${time}; ${cut}`
}

function describeRun(label: string, run: TableStatus['lastRun'], now: number): readonly string[] {
  if (run === undefined) return label === 'last run' ? [`  ${label.padEnd(9)} none`] : []
  const { status, startedAt, endedAt, counts, error } = run
  const parts = [
    `${status} ${formatMoment(startedAt)} (${formatAge(now - startedAt)} ago)`,
    ...(endedAt === undefined ? [] : [formatDuration(endedAt - startedAt)]),
    ...(typeof counts.inserted === 'number' ? [`${formatCount(counts.inserted)} new`] : []),
    ...(typeof counts.updated === 'number' ? [`${formatCount(counts.updated)} updated`] : []),
    ...(typeof counts.requests === 'number' ? [countOf(counts.requests, 'request')] : []),
  ]
  const lines = [`  ${label.padEnd(9)} ${parts.join(', ')}`]
  return error === undefined ? lines : [...lines, `            ${error}`]
}
