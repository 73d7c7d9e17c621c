import { describe, expect, test } from 'vitest'

import type { RunRecord, StateEntry } from '@ingestr/contract'
import { forgetEntry, readState } from '@ingestr/state-kysely'

import { databases, store, withDatabase, withPrepared } from './databases.ts'
import { entry, run } from './samples.ts'

describe.each(databases)('in $name', (kind) => {
  test('nothing is read where nothing is', async () => {
    await withDatabase(kind, async ({ executor }) => {
      expect(await readState(executor)).toEqual({ entries: [], runs: [] })
    })
  })

  test('entries come back as they were written, of every target', async () => {
    await withPrepared(kind, async ({ executor }) => {
      const other: StateEntry = {
        ...entry,
        table: 'tags',
        target: 'intercom.tags',
        strategy: 'replace',
        isPublished: true,
      }
      for (const each of [entry, other]) await executor.apply(store.record(executor.dialect, each))
      expect((await readState(executor)).entries).toEqual([entry, other])
    })
  })

  test('of the runs of a target the latest of each status come back, newest first, with every count', async () => {
    await withPrepared(kind, async ({ executor }) => {
      const runs: RunRecord[] = [
        { ...run, id: 'a', status: 'succeeded', startedAt: at(0), endedAt: at(1) },
        {
          ...run,
          id: 'b',
          status: 'succeeded',
          startedAt: at(10),
          endedAt: at(11),
          counts: { ...run.counts, missing: 0 },
        },
        { ...run, id: 'c', status: 'failed', startedAt: at(20), endedAt: at(21), error: 'FORBIDDEN: no' },
        { ...run, id: 'd', status: 'failed', startedAt: at(15), endedAt: at(16), error: 'older' },
        { ...run, id: 'e', status: 'running', startedAt: at(5), target: 'intercom.other' },
      ]
      for (const each of runs) await executor.apply(store.recordRun(executor.dialect, each))
      const found = (await readState(executor)).runs
      expect(found.map(({ id }) => id)).toEqual(['c', 'b', 'e'])
      expect(found[1]).toMatchObject({
        ...runs[1],
        counts: { requests: 401, missing: 0, apiCount: null, retries: 0.5, partitions: 12 },
      })
      expect(found[0]).toMatchObject({ status: 'failed', error: 'FORBIDDEN: no', endedAt: at(21) })
    })
  })

  test('an entry is forgotten, unless it was written meanwhile', async () => {
    await withPrepared(kind, async ({ executor }) => {
      const { dialect } = executor
      await executor.apply(store.record(dialect, entry))
      const next = { ...entry, revision: 2 }
      await executor.apply(store.record(dialect, next))
      await expect(executor.apply([forgetEntry(dialect, entry)])).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
      expect((await readState(executor)).entries).toEqual([next])
      await executor.apply([forgetEntry(dialect, next)])
      expect((await readState(executor)).entries).toEqual([])
      // The next run begins as the first.
      await executor.apply(store.record(dialect, entry))
    })
  })
})

function at(minutes: number): number {
  return run.startedAt + minutes * 60_000
}
