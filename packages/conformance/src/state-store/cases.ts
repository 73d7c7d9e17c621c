import assert from 'node:assert/strict'

import { IngestError, type RunRecord, type SqlExecutor, type StateEntry } from '@ingestr/contract'

import type { Case } from '../kit.ts'
import { rejectsWith } from '../rejects-with.ts'
import type { StateStorePlace } from './place.ts'

export type StateStoreCase = Case<StateStorePlace, never>

const entry: StateEntry = {
  source: 'intercom:us:abc',
  table: 'contacts',
  target: 'crm.contacts',
  checkpoint: { cursor: 1_700_000_000_000, parts: [{ after: 'ünï"\'?;--\n', isDone: false }], none: null, small: 1e-7 },
  generation: 'generation-1',
  strategy: 'merge',
  isPublished: false,
  rows: 2 ** 40,
  revision: 1,
}

const run: RunRecord = {
  source: entry.source,
  table: entry.table,
  target: entry.target,
  id: 'run-1',
  status: 'running',
  startedAt: Date.UTC(2026, 10, 23, 9, 0, 0, 123),
  counts: { requests: 401, received: 60_000, apiCount: null, something: 'else', retries: 0.5 },
}

/** Every requirement of a state store. */
export const stateStoreCases: readonly StateStoreCase[] = [
  {
    id: 'T01',
    requirement: 'MUST find nothing in a database that is not there, and make nothing by looking',
    async run(place) {
      await connected(place, async (executor) => {
        assert.deepEqual(await place.store.find(executor, entry.target), [])
      })
      await connected(place, async (executor) => {
        assert.deepEqual(await place.store.find(executor, entry.target), [])
      })
    },
  },
  {
    id: 'T02',
    requirement: 'MUST give an entry back as it was written, to whoever connects later',
    async run(place) {
      await write(place, entry)
      await expectEntries(place, entry.target, [entry])
    },
  },
  {
    id: 'T03',
    requirement: 'MUST keep what is stored when the tables are prepared again',
    async run(place) {
      await write(place, entry)
      await connected(place, async (executor) => {
        await place.store.prepare(executor)
        await place.store.prepare(executor)
      })
      await expectEntries(place, entry.target, [entry])
    },
  },
  {
    id: 'T04',
    requirement: 'MUST replace an entry by its next revision, every field of it',
    async run(place) {
      const next: StateEntry = {
        ...entry,
        checkpoint: {},
        generation: 'generation-2',
        strategy: 'replace',
        isPublished: true,
        rows: 0,
        revision: 2,
      }
      await write(place, entry, next)
      await expectEntries(place, entry.target, [next])
    },
  },
  conflicts('T05', 'MUST refuse a first revision where an entry is', [entry, { ...entry, revision: 2 }], 1),
  conflicts('T06', 'MUST refuse a revision that another run has written', [entry, { ...entry, revision: 2 }], 2),
  conflicts('T07', 'MUST refuse a revision that is still to come', [entry], 3),
  conflicts('T08', 'MUST refuse a later revision where no entry is', [], 2),
  {
    id: 'T09',
    requirement: 'MUST leave entries of other targets alone, also when an entry is published',
    async run(place) {
      const other = { ...entry, target: 'crm.people' }
      await write(place, entry, other, { ...entry, isPublished: true, revision: 2 })
      await expectEntries(place, other.target, [other])
    },
  },
  {
    id: 'T10',
    requirement: 'MUST keep entries of several sources for one target apart while none is published',
    async run(place) {
      const other = { ...entry, source: 'intercom:eu:xyz' }
      await write(place, entry, other)
      await expectEntries(place, entry.target, [entry, other])
    },
  },
  removesOthers('T11', 'MUST remove what other sources stored for a target once an entry is published', {
    source: 'intercom:eu:xyz',
  }),
  removesOthers('T12', 'MUST remove what other tables stored for a target once an entry is published', {
    table: 'conversations',
  }),
  {
    id: 'T13',
    requirement: 'MUST take the record of a run again and again, whatever its counts are named, beside entries',
    async run(place) {
      await prepared(place, async (executor) => {
        const { store } = place
        await executor.apply(store.recordRun(executor.dialect, run))
        const ended: RunRecord = { ...run, status: 'failed', endedAt: run.startedAt + 1, error: 'REQUEST_FAILED: no' }
        await executor.apply([
          ...store.record(executor.dialect, entry),
          ...store.recordRun(executor.dialect, ended),
          ...store.recordRun(executor.dialect, { ...run, target: 'crm.people' }),
        ])
      })
      await expectEntries(place, entry.target, [entry])
    },
  },
  {
    id: 'T14',
    requirement: 'MUST refuse what a later release has written with STATE_TOO_NEW, and change nothing of it',
    async run(place) {
      await write(place, entry)
      await place.makeNewer()
      await connected(place, async (executor) => {
        await assert.rejects(place.store.prepare(executor), hasCode('STATE_TOO_NEW'))
        await assert.rejects(place.store.find(executor, entry.target), hasCode('STATE_TOO_NEW'))
        await assert.rejects(place.store.prepare(executor), hasCode('STATE_TOO_NEW'))
      })
    },
  },
  {
    id: 'T15',
    requirement: 'MUST reject with the reason of an aborted signal, itself',
    run: (place) =>
      connected(place, async (executor) => {
        const reason = new DOMException('stopped by the user', 'AbortError')
        const signal = AbortSignal.abort(reason)
        await rejectsWith(place.store.prepare(executor, { signal }), reason, 'prepare')
        await rejectsWith(place.store.find(executor, entry.target, { signal }), reason, 'find')
      }),
  },
]

function conflicts(id: string, requirement: string, stored: readonly StateEntry[], revision: number): StateStoreCase {
  return {
    id,
    requirement: `${requirement}, and change nothing`,
    async run(place) {
      await write(place, ...stored)
      await prepared(place, async (executor) => {
        const late = place.store.record(executor.dialect, { ...entry, generation: 'late', revision })
        await assert.rejects(executor.apply(late), hasCode('STATE_CONFLICT'))
      })
      await expectEntries(place, entry.target, stored.slice(-1))
    },
  }
}

function removesOthers(id: string, requirement: string, change: Partial<StateEntry>): StateStoreCase {
  return {
    id,
    requirement,
    async run(place) {
      const begun = { ...entry, ...change }
      await write(place, entry, begun)
      await expectEntries(place, entry.target, [entry, begun])
      const published: StateEntry = { ...begun, isPublished: true, revision: 2 }
      await write(place, published)
      await expectEntries(place, entry.target, [published])
    },
  }
}

async function connected(place: StateStorePlace, work: (executor: SqlExecutor) => Promise<void>): Promise<void> {
  await using connection = await place.open()
  await work(connection.executor)
}

async function prepared(place: StateStorePlace, work: (executor: SqlExecutor) => Promise<void>): Promise<void> {
  await connected(place, async (executor) => {
    await place.store.prepare(executor)
    await work(executor)
  })
}

async function write(place: StateStorePlace, ...entries: readonly StateEntry[]): Promise<void> {
  await prepared(place, async (executor) => {
    for (const each of entries) await executor.apply(place.store.record(executor.dialect, each))
  })
}

/** In any order. */
async function expectEntries(place: StateStorePlace, target: string, expected: readonly StateEntry[]): Promise<void> {
  await connected(place, async (executor) => {
    const found = await place.store.find(executor, target)
    assert.deepEqual(found.map(sortKey).toSorted(), expected.map(sortKey).toSorted())
    for (const each of expected)
      assert.deepEqual(
        found.find((one) => sortKey(one) === sortKey(each)),
        each,
      )
  })
}

function sortKey({ source, table, target }: StateEntry): string {
  return JSON.stringify([source, table, target])
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => IngestError.isInstance(error) && error.code === code
}
