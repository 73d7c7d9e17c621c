import { IngestError, type Json, type RunRecord } from '@ingestr/contract'

import { joinCounts } from './run-counts.ts'

type Stored = Json | undefined

/** A run from what an executor gave. Throws `STATE_INVALID` for what this package never wrote. */
export function readRun(row: Readonly<Record<string, Json>>): RunRecord {
  return {
    id: parseText(row['run_id']),
    source: parseText(row['source']),
    table: parseText(row['source_table']),
    target: parseText(row['target_table']),
    status: parseStatus(row['status']),
    startedAt: parseTime(row['started_at']),
    endedAt: row['ended_at'] == null ? undefined : parseTime(row['ended_at']),
    error: row['error'] == null ? undefined : parseText(row['error']),
    counts: joinCounts(row, parseObject(row['other_counts'])),
  }
}

function parseText(value: Stored): string {
  if (typeof value === 'string') return value
  throw notA('text', value)
}

function parseTime(value: Stored): number {
  const time = Date.parse(parseText(value))
  if (!Number.isNaN(time)) return time
  throw notA('a time', value)
}

function parseStatus(value: Stored): RunRecord['status'] {
  if (value === 'running' || value === 'succeeded' || value === 'stopped' || value === 'failed') return value
  throw notA('the status of a run', value)
}

/** Some databases give JSON parsed, others as text. */
function parseObject(value: Stored): Readonly<Record<string, Json>> {
  const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : (value ?? {})
  if (isObject(parsed)) return parsed
  throw notA('an object', value)
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notA(expected: string, value: Stored): IngestError {
  return new IngestError(
    'STATE_INVALID',
    `A stored run cannot be read: expected ${expected}, found ${JSON.stringify(value ?? null)}. Something else than ingestr changed it.`,
  )
}
