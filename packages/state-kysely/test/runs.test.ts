import { describe, expect, test } from 'vitest'

import type { RunRecord } from '@ingestr/contract'

import { databases, select, store, withPrepared } from './databases.ts'
import { run } from './samples.ts'

describe.each(databases)('in $name', (kind) => {
  test('a run of a table is one row that its later states replace, its counts columns of their own', async () => {
    await withPrepared(kind, async (database) => {
      const { executor } = database
      await executor.apply(store.recordRun(executor.dialect, run))
      const counts = { ...run.counts, apiCountBefore: 60_000, apiCountAfter: 60_003, missing: null }
      const ended: RunRecord = { ...run, status: 'succeeded', endedAt: run.startedAt + 4800, counts }
      await executor.apply(store.recordRun(executor.dialect, ended))
      const columns = 'requests, received, kept, api_count_before, api_count_after, missing, other_counts'
      expect(await select(database, `select status, ${columns} from ${kind.nameOf('run_tables')}`)).toEqual([
        {
          status: 'succeeded',
          requests: kind.integer(401),
          received: kind.integer(60_000),
          kept: null,
          api_count_before: kind.integer(60_000),
          api_count_after: kind.integer(60_003),
          missing: null,
          other_counts: '{"partitions":12,"retries":0.5}',
        },
      ])
    })
  })

  test.each([
    [['succeeded', 'stopped'], 'stopped'],
    [['stopped', 'failed'], 'failed'],
    [['failed', 'running'], 'running'],
    [['succeeded', 'succeeded'], 'succeeded'],
  ] as const)('a run whose tables are %j has %s, and is one row', async (statuses, expected) => {
    await withPrepared(kind, async (database) => {
      const { executor } = database
      const other: RunRecord = { ...run, id: 'run-0', status: 'stopped', target: 'elsewhere' }
      await executor.apply(store.recordRun(executor.dialect, other))
      for (const [index, status] of statuses.entries()) {
        const record = { ...run, status, table: `table${index}`, target: `target${index}` }
        await executor.apply(store.recordRun(executor.dialect, record))
      }
      const runs = `select run_id, source, tables, status, error from ${kind.nameOf('runs')} order by run_id`
      const row = { source: run.source, error: null }
      expect(await select(database, runs)).toEqual([
        { ...row, run_id: 'run-0', tables: kind.integer(1), status: 'stopped' },
        { ...row, run_id: 'run-1', tables: kind.integer(2), status: expected },
      ])
    })
  })

  test('a run of a table that was killed is failed once the next one of that table begins', async () => {
    await withPrepared(kind, async (database) => {
      const { executor } = database
      const running: RunRecord = { ...run, status: 'running' }
      await executor.apply(store.recordRun(executor.dialect, running))
      await executor.apply(store.recordRun(executor.dialect, { ...running, id: 'run-2' }))
      expect(await select(database, `select status, error from ${kind.nameOf('runs')} order by run_id`)).toEqual([
        { status: 'failed', error: 'killed before its end' },
        { status: 'running', error: null },
      ])
    })
  })

  test('times of a run are instants: from the first start to the last end of its tables', async () => {
    await withPrepared(kind, async (database) => {
      const { executor } = database
      const { startedAt } = run
      const early: RunRecord = { ...run, status: 'failed', endedAt: startedAt + 100, error: 'SOURCE_GONE: no.' }
      const late: RunRecord = { ...run, status: 'succeeded', table: 'tags', target: 'tags', endedAt: startedAt + 4800 }
      for (const record of [early, late]) await executor.apply(store.recordRun(executor.dialect, record))
      const length = kind.secondsBetween('started_at', 'ended_at')
      expect(await select(database, `select ${length} as seconds, error from ${kind.nameOf('runs')}`)).toEqual([
        { seconds: 4.8, error: 'SOURCE_GONE: no.' },
      ])
    })
  })
})
