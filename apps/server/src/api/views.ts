import { z } from '@hono/zod-openapi'

import { iso, maybeIso } from '../iso.ts'
import { readCounts } from '../runs/freshness.ts'
import { intervalOf } from '../runs/interval-of.ts'
import { runStatuses } from '../runs/run-status.ts'
import type { ApiKeyRow, AuditRow, RunRow, RunTableRow } from '../store/tables.ts'

const instant = z.iso.datetime().openapi({ example: '2026-11-30T03:00:00.000Z' })
const failure = z.object({ code: z.string(), message: z.string() })

export const problemView = z
  .object({ type: z.string(), title: z.string(), status: z.number().int(), code: z.string(), detail: z.string() })
  .openapi('Problem')

export const connectionView = z
  .object({
    id: z.string(),
    name: z.string(),
    region: z.string(),
    baseUrl: z.string().nullable(),
    accessToken: z.object({ isSet: z.boolean(), lastFour: z.string().nullable(), updatedAt: instant.nullable() }),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Connection')

export const checkView = z
  .object({
    facts: z.array(z.object({ name: z.string(), value: z.string() })),
    tables: z.array(z.object({ table: z.string(), error: failure.nullable() })),
  })
  .openapi('ConnectionCheck')

export const syncView = z
  .object({
    id: z.string(),
    name: z.string(),
    connectionId: z.string(),
    tables: z.array(z.string()),
    destination: z.string(),
    destTable: z.string(),
    strategy: z.enum(['merge', 'replace', 'append']).nullable(),
    mask: z.string(),
    strict: z.boolean(),
    publish: z.boolean(),
    schedule: z.string().nullable(),
    timezone: z.string(),
    overlap: z.enum(['skip', 'queue']),
    missed: z.enum(['once', 'skip']),
    retries: z.number().int(),
    paused: z.boolean(),
    pausedWhy: z.string().nullable(),
    nextTimes: z.array(instant),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Sync')

export const runStatus = z.enum(runStatuses)

export const runView = z
  .object({
    id: z.string(),
    syncId: z.string(),
    cause: z.enum(['manual', 'schedule', 'backfill', 'retry', 'resume', 'api']),
    status: runStatus,
    attempt: z.number().int(),
    follows: z.string().nullable().openapi({ description: 'The run that this one repeats or goes on from.' }),
    destination: z.string(),
    interval: z.object({ from: z.string(), to: z.string() }).nullable(),
    fullRefresh: z.boolean(),
    isCancelling: z.boolean(),
    notBefore: instant,
    createdAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    error: failure.nullable(),
  })
  .openapi('Run')

export const runTableView = z
  .object({
    table: z.string(),
    target: z.string().nullable(),
    status: z.string(),
    rows: z.number().int().openapi({ description: 'Rows received.' }),
    total: z.number().int().nullable().openapi({ description: 'Records that Intercom counts.' }),
    counts: z.record(z.string(), z.number().nullable()),
    durationMs: z.number().nullable(),
    readUpTo: instant.nullable(),
    error: failure.nullable(),
  })
  .openapi('RunTable')

export const freshnessView = z
  .object({
    table: z.string(),
    syncedAt: instant.nullable(),
    readUpTo: instant.nullable(),
    rows: z.number().int().nullable(),
    missing: z.number().int().nullable(),
  })
  .openapi('Freshness')

export const rowsView = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.string().nullable())),
    count: z.number().int(),
  })
  .openapi('Rows')

export const eventView = z
  .object({
    seq: z.number().int(),
    at: instant,
    type: z.enum(['log', 'progress', 'table', 'status']),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('RunEvent')

export const keyView = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: z.enum(['read', 'run', 'admin']),
    createdAt: instant,
    usedAt: instant.nullable(),
  })
  .openapi('ApiKey')

export const webhookView = z
  .object({
    id: z.string(),
    url: z.string(),
    createdAt: instant,
    last: z.object({ at: instant, result: z.string().nullable(), attempts: z.number().int() }).nullable(),
  })
  .openapi('Webhook')

export const auditView = z
  .object({ at: instant, who: z.string(), action: z.string(), subject: z.string() })
  .openapi('AuditEntry')

const failureOf = (code: string | null, message: string | null): z.output<typeof failure> | null =>
  code === null ? null : { code, message: message ?? '' }

export function viewRun(run: RunRow): z.output<typeof runView> {
  return {
    id: run.id,
    syncId: run.sync_id,
    cause: run.cause,
    status: run.status,
    attempt: run.attempt,
    follows: run.follows,
    destination: run.destination,
    interval: intervalOf(run) ?? null,
    fullRefresh: run.full_refresh === 1,
    isCancelling: run.status === 'running' && run.wants_cancel === 1,
    notBefore: iso(run.not_before),
    createdAt: iso(run.created_at),
    startedAt: maybeIso(run.started_at),
    endedAt: maybeIso(run.ended_at),
    error: failureOf(run.error_code, run.error_message),
  }
}

export function viewRunTable(row: RunTableRow): z.output<typeof runTableView> {
  return {
    table: row.name,
    target: row.target,
    status: row.status,
    rows: row.rows,
    total: row.total,
    counts: readCounts(row.counts),
    durationMs: row.duration_ms,
    readUpTo: maybeIso(row.read_up_to),
    error: failureOf(row.error_code, row.error_message),
  }
}

export function viewKey({ id, name, scope, created_at, used_at }: ApiKeyRow): z.output<typeof keyView> {
  return { id, name, scope, createdAt: iso(created_at), usedAt: maybeIso(used_at) }
}

export function viewAudit({ at, who, action, subject }: AuditRow): z.output<typeof auditView> {
  return { at: iso(at), who, action, subject }
}
