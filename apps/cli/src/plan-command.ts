import type { IngestPlan } from '@ingestr/ingest'
import { formatCount, formatDuration } from '@ingestr/ingest/telling'

import { describeCommandFailure } from './failure.ts'
import { readSettings, type Flags } from './read-settings.ts'
import { readUris } from './read-uri.ts'
import type { Surroundings } from './surroundings.ts'

/** What `ingestr plan` was asked for: the flags of `ingest`, and the form of the answer. */
export type PlanSettings = { readonly flags: Flags; readonly json: boolean }

type TablePlan = IngestPlan['tables'][number]

/** Prints what `ingest` with the same flags would do; nothing is written. Returns the exit code. */
export async function runPlan({ flags, json }: PlanSettings, surroundings: Surroundings): Promise<number> {
  const { environment, stdin, terminal } = surroundings
  const { notes, report: _, ...settings } = await readUris(readSettings(flags, environment), stdin)
  const { plan } = await import('@ingestr/ingest')
  const planned = await plan(settings)
  if (json) terminal.print(JSON.stringify(asJson(planned), null, 2))
  else {
    for (const note of notes) terminal.tell(`Note: ${note}`)
    terminal.print(planned.tables.map((table) => describeTable(table, planned.location)).join('\n\n'))
    if (planned.tables.length > 1) terminal.print(`\n${describeTotal(planned.tables)}`)
  }
  return planned.tables.some(({ error }) => error !== undefined) ? 1 : 0
}

function describeTable(table: TablePlan, location: string): string {
  const head = `${table.table} → ${table.target} in ${location}`
  if (table.error !== undefined) return `${head}: cannot be copied\n  ${describeCommandFailure(table.error).message}`
  const lines = [
    `${head}: ${table.summary}`,
    `  table     ${describeTarget(table)}`,
    ...describeEstimate(table.estimate),
    ...table.notes.map((note) => `  note      ${note}`),
  ]
  return lines.join('\n')
}

function describeTarget({ rows, newColumns, strategy }: Extract<TablePlan, { readonly error: undefined }>): string {
  const way = { append: 'rows are appended', merge: 'rows are merged', replace: 'rows take the place of those there' }
  if (rows === null) return `is made, with ${formatCount(newColumns.length)} columns`
  const columns = newColumns.length === 0 ? '' : `; new columns: ${newColumns.join(', ')}`
  return `has ${formatCount(rows)} rows; ${way[strategy]}${columns}`
}

function describeEstimate(estimate: Extract<TablePlan, { readonly error: undefined }>['estimate']): readonly string[] {
  if (estimate === undefined) return []
  const { rows, requests, partitions, durationMs, isAtMost } = estimate
  const about = isAtMost ? 'at most' : 'about'
  return [
    ...(rows === null ? [] : [`  rows      ${about} ${formatCount(rows)} to read`]),
    ...(requests === null ? [] : [`  requests  ${about} ${formatCount(requests)}${describeParts(partitions)}`]),
    ...(durationMs === null
      ? []
      : [`  time      ${describeTime(durationMs, about)} by itself, at the rate limit of now`]),
  ]
}

function describeTime(durationMs: number, about: string): string {
  return durationMs < 1000 ? 'less than a second' : `${about} ${formatDuration(durationMs)}`
}

function describeParts(partitions: number | null): string {
  if (partitions === null) return ''
  return partitions === 1
    ? ', in parts that are cut as they are read'
    : `, in ${partitions} parts that an earlier run left`
}

function describeTotal(tables: readonly TablePlan[]): string {
  const estimates = tables.flatMap((table) => (table.error === undefined ? (table.estimate ?? []) : []))
  const requests = estimates.reduce((sum, each) => sum + (each.requests ?? 0), 0)
  const rows = estimates.reduce((sum, each) => sum + (each.rows ?? 0), 0)
  const longest = Math.max(0, ...estimates.map(({ durationMs }) => durationMs ?? 0))
  return `All together: up to ${formatCount(rows)} rows, ${formatCount(requests)} requests, ${describeTime(longest, 'about')} for the longest table`
}

function asJson({ location, tables }: IngestPlan): unknown {
  return {
    location,
    tables: tables.map((table) =>
      table.error === undefined ? table : { ...table, error: { code: table.error.code, message: table.error.message } },
    ),
  }
}
