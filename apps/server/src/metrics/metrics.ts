import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

import type { Database } from '../store/open-store.ts'
import type { RunRow } from '../store/tables.ts'

/** What Prometheus is told. */
export interface Metrics {
  readonly contentType: string
  read(): Promise<string>
  /** Counts a run that ended. */
  runEnded(run: Pick<RunRow, 'started_at'>, sync: string, status: string, now: number): void
  /** Counts what a run's table brought. */
  tableEnded(sync: string, table: string, counts: { readonly [name: string]: number | null }): void
}

export function createMetrics(database: Database, numbers: { readonly running: () => number }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const ended = new Counter({
    name: 'ingestr_runs_total',
    help: 'Runs that ended',
    labelNames: ['sync', 'status'],
    registers,
  })
  const rows = new Counter({
    name: 'ingestr_rows_received_total',
    help: 'Rows received',
    labelNames: ['sync', 'table'],
    registers,
  })
  const requests = new Counter({
    name: 'ingestr_requests_total',
    help: 'Requests made',
    labelNames: ['sync', 'table'],
    registers,
  })
  const retries = new Counter({
    name: 'ingestr_request_retries_total',
    help: 'Requests made again',
    labelNames: ['sync', 'table'],
    registers,
  })
  const missing = new Gauge({
    name: 'ingestr_records_missing',
    help: 'Records that the last run counted and that did not come',
    labelNames: ['sync', 'table'],
    registers,
  })
  const duration = new Histogram({
    name: 'ingestr_run_duration_seconds',
    help: 'How long runs took',
    labelNames: ['sync'],
    buckets: [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400],
    registers,
  })
  const running = new Gauge({ name: 'ingestr_runs_running', help: 'Runs that are made now', registers })
  const queued = new Gauge({ name: 'ingestr_runs_queued', help: 'Runs that wait', registers })
  const succeededAt = new Gauge({
    name: 'ingestr_last_success_timestamp_seconds',
    help: 'When the last good run of a sync ended',
    labelNames: ['sync'],
    registers,
  })

  return {
    contentType: registry.contentType,
    async read() {
      running.set(numbers.running())
      const waiting = await database
        .selectFrom('run')
        .select((from) => from.fn.countAll<number>().as('count'))
        .where('status', '=', 'queued')
        .executeTakeFirst()
      queued.set(waiting?.count ?? 0)
      const successes = await database
        .selectFrom('run')
        .innerJoin('sync', 'sync.id', 'run.sync_id')
        .select((from) => ['sync.name', from.fn.max('run.ended_at').as('at')])
        .where('run.status', '=', 'succeeded')
        .groupBy('sync.name')
        .execute()
      succeededAt.reset()
      for (const { name, at } of successes) succeededAt.set({ sync: name }, Number(at) / 1000)
      return await registry.metrics()
    },
    runEnded(run, sync, status, now) {
      ended.inc({ sync, status })
      if (run.started_at !== null) duration.observe({ sync }, (now - run.started_at) / 1000)
    },
    tableEnded(sync, table, counts) {
      rows.inc({ sync, table }, counts['received'] ?? 0)
      requests.inc({ sync, table }, counts['requests'] ?? 0)
      retries.inc({ sync, table }, counts['retries'] ?? 0)
      missing.set({ sync, table }, counts['missing'] ?? 0)
    },
  }
}
