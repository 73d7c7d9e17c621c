import { describe, expect, test } from 'vitest'

import type { RunRecord } from '@ingestr/contract'

import { databases, select, store, withPrepared } from './databases.ts'
import { run } from './samples.ts'

describe.each(databases)('in %s', (dialect, open) => {
  test('a run is one row that its later states replace, its counts columns of their own', async () => {
    await withPrepared(open, async (database) => {
      const { executor, name } = database
      await executor.apply(store.recordRun(executor.dialect, { ...run, id: 'run-0', status: 'failed' }))
      await executor.apply(store.recordRun(executor.dialect, run))
      const ended: RunRecord = { ...run, status: 'succeeded', endedAt: run.startedAt + 4800, error: undefined }
      await executor.apply(store.recordRun(executor.dialect, ended))
      const runs = `select run_id, source, source_table, target_table, status, error from ${name('runs')} order by run_id`
      const { id, source, table, target } = run
      const row = { source, source_table: table, target_table: target, error: null }
      expect(await select(database, runs)).toEqual([
        { ...row, run_id: 'run-0', status: 'failed' },
        { ...row, run_id: id, status: 'succeeded' },
      ])
      const counts = `select requests, retries, received, kept, api_count, other_counts from ${name('run_tables')} where run_id = 'run-1'`
      expect(await select(database, counts)).toEqual([
        {
          requests: dialect === 'sqlite' ? 401 : '401',
          retries: null,
          received: dialect === 'sqlite' ? 60_000 : '60000',
          kept: null,
          api_count: null,
          other_counts: '{"partitions":12,"retries":0.5}',
        },
      ])
    })
  })

  test('times of a run are instants, and its counts JSON', async () => {
    await withPrepared(open, async (database) => {
      const { executor, name } = database
      const ended: RunRecord = { ...run, status: 'failed', endedAt: run.startedAt + 4800, error: 'SOURCE_GONE: no.' }
      await executor.apply(store.recordRun(executor.dialect, ended))
      const length =
        dialect === 'sqlite'
          ? "round((julianday(ended_at) - julianday(started_at)) * 86400, 3) as seconds, json_extract(counts, '$.requests') as requests"
          : "epoch(ended_at - started_at) as seconds, (counts->>'requests')::integer as requests"
      expect(await select(database, `select ${length}, error from ${name('runs')}`)).toEqual([
        { seconds: 4.8, requests: 401, error: 'SOURCE_GONE: no.' },
      ])
    })
  })
})
