import type { CallOptions, Report } from '@ingestr/contract'
import { check, ingest, publish, readStatus, readTable, type TableResult } from '@ingestr/ingest'
import { describeChanges } from '@ingestr/ingest/telling'

import { toChildFailure } from './child-failure.ts'
import type {
  CheckJob,
  CheckOutcome,
  IngestJob,
  IngestOutcome,
  Job,
  RowsJob,
  RowsOutcome,
  TableOutcome,
} from './job.ts'

/** How a job is told to end, and where its events go. */
export interface JobSignals extends CallOptions {
  readonly stop: AbortSignal
  readonly report: Report
}

/** A run that goes on after its server died may find the file still held by the process that is ending. */
const lockTimeout = '30s'

export async function performJob(job: Job, signals: JobSignals): Promise<IngestOutcome | CheckOutcome | RowsOutcome> {
  switch (job.kind) {
    case 'ingest': {
      return await performIngest(job, signals)
    }
    case 'check': {
      return await performCheck(job, signals)
    }
    case 'rows': {
      return await performRows(job, signals)
    }
  }
}

async function performIngest(job: IngestJob, { stop, signal, report }: JobSignals): Promise<IngestOutcome> {
  const settings = settingsOf(job.destUri)
  const { status, tables } = await ingest({
    sourceUri: job.sourceUri,
    destUri: job.destUri,
    destSettings: settings,
    sourceTables: job.tables,
    destTable: job.destTable,
    incrementalStrategy: job.strategy,
    mask: job.mask,
    maskKey: job.mask === undefined ? undefined : job.maskKey,
    interval: job.interval === undefined ? undefined : intervalOf(job.interval),
    fullRefresh: job.fullRefresh,
    strict: job.strict,
    stop,
    signal,
    report,
  })
  const readUpTo = await readFreshness(job.destUri, settings)
  return {
    status,
    tables: tables.map((table) => describeTable(table, readUpTo)),
    published:
      status === 'succeeded' && job.publishTo !== undefined
        ? await publishTo(job.destUri, job.publishTo, settings)
        : undefined,
  }
}

/** Records updated from one midnight of UTC to another, unless instants are given. */
function intervalOf({ from, to }: NonNullable<IngestJob['interval']>): {
  readonly start: number
  readonly end: number
} {
  return { start: Date.parse(from), end: Date.parse(to) }
}

/** How far each target is read; empty where the destination cannot tell. */
async function readFreshness(destUri: string, destSettings: JobSettings): Promise<ReadonlyMap<string, number>> {
  try {
    const { tables } = await readStatus({ destUri, destSettings })
    return new Map(
      tables.flatMap(({ target, checkpoint }) => (checkpoint?.readUpTo == null ? [] : [[target, checkpoint.readUpTo]])),
    )
  } catch {
    return new Map()
  }
}

async function publishTo(
  destUri: string,
  path: string,
  destSettings: JobSettings,
): Promise<IngestOutcome['published']> {
  try {
    const { bytes } = await publish({ destUri, path, destSettings })
    return { bytes }
  } catch (error) {
    return { error: toChildFailure(error) }
  }
}

function describeTable(result: TableResult, readUpTo: ReadonlyMap<string, number>): TableOutcome {
  return {
    table: result.table,
    target: result.target,
    status: result.status,
    counts: { ...result.counts },
    durationMs: result.durationMs,
    readUpTo: readUpTo.get(result.target) ?? null,
    warnings: result.warnings,
    changes: describeChanges(result.schemaChanges),
    error: result.status === 'failed' ? toChildFailure(result.error) : undefined,
  }
}

async function performCheck({ sourceUri }: CheckJob, { signal }: JobSignals): Promise<CheckOutcome> {
  const { facts, tables } = await check({ sourceUri, signal })
  return {
    facts,
    tables: tables.map(({ table, error }) => ({
      table,
      error: error === undefined ? undefined : toChildFailure(error),
    })),
  }
}

async function performRows({ destUri, table, limit }: RowsJob, { signal }: JobSignals): Promise<RowsOutcome> {
  // Somebody waits for it: what is held by a run is told at once.
  const { columns, rows, count } = await readTable({ destUri, table, limit, signal })
  return { columns, rows, count }
}

type JobSettings = { readonly [name: string]: string }

function settingsOf(destUri: string): JobSettings {
  return destUri.startsWith('duckdb:') ? { lock_timeout: lockTimeout } : {}
}
