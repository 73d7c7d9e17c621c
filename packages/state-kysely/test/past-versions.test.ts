import { readdirSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import type { StateEntry } from '@ingestr/contract'

import { currentVersion } from '../src/migrations.ts'
import { databases, select, store, withDatabase, withPrepared, write } from './databases.ts'
import { makeVersion, versionsFolder } from './make-version.ts'
import { run } from './samples.ts'

const versions = Array.from({ length: currentVersion }, (_, index) => index + 1)

/** What the files of every version hold. */
const contacts: StateEntry = {
  source: 'intercom:us:abc',
  table: 'contacts',
  target: 'intercom.contacts',
  checkpoint: { cursor: 1_700_000_000_000, note: "it's; ünï?" },
  generation: 'g1',
  strategy: 'merge',
  isPublished: true,
  rows: 2 ** 40,
  revision: 7,
}
const tags: StateEntry = {
  ...contacts,
  table: 'tags',
  target: 'main.tags',
  checkpoint: {},
  generation: 'g2',
  strategy: 'replace',
  isPublished: false,
  rows: 0,
  revision: 1,
}

test('there is a file of every version up to the current one: who makes a version adds it', () => {
  const files = versions.flatMap((version) => [`version-${version}.sqlite.sql`, `version-${version}.standard.sql`])
  expect(readdirSync(versionsFolder).toSorted()).toEqual(files.toSorted())
})

describe.each(databases)('in $name', (kind) => {
  test.each(versions)(
    'state of version %i is migrated in place, keeps what it holds, and takes more',
    async (version) => {
      await withDatabase(kind, async (database) => {
        const { executor } = database
        await makeVersion(kind, database, version)
        expect(await store.find(executor, contacts.target)).toEqual([contacts])
        await store.prepare(executor)
        await store.prepare(executor)

        expect(await store.find(executor, contacts.target)).toEqual([contacts])
        expect(await store.find(executor, tags.target)).toEqual([tags])
        const seconds = kind.secondsBetween('started_at', 'ended_at')
        const runs = `select run_id, source, tables, status, error, ${seconds} as seconds from ${kind.nameOf('runs')} order by run_id`
        const one = { source: contacts.source, tables: kind.integer(1) }
        const old = [
          { ...one, run_id: 'run-1', status: 'succeeded', error: null, seconds: 4.75 },
          { ...one, run_id: 'run-2', status: 'failed', error: 'GONE: no.', seconds: 1 },
        ]
        expect(await select(database, runs)).toEqual(old)
        const counts = `select requests, received, kept, api_count, other_counts from ${kind.nameOf('run_tables')} order by run_id`
        const integer = (value: number) => kind.integer(value)
        expect(await select(database, counts)).toEqual([
          {
            requests: integer(401),
            received: integer(60_000),
            kept: integer(60_000),
            api_count: integer(60_001),
            other_counts: '{"partitions":12}',
          },
          { requests: integer(1), received: integer(33), kept: null, api_count: null, other_counts: '{}' },
        ])

        await write(database, { ...contacts, revision: 8 })
        await write(database, { ...tags, target: 'elsewhere' })
        await executor.apply(store.recordRun(executor.dialect, { ...run, id: 'run-3' }))
        expect(await store.find(executor, contacts.target)).toEqual([{ ...contacts, revision: 8 }])
        expect(await select(database, runs)).toHaveLength(3)
      })
    },
  )

  test.each(versions)(
    'tables of version %i end as tables made anew begin: every column, with its type',
    async (version) => {
      await withPrepared(kind, async (fresh) => {
        await withDatabase(kind, async (old) => {
          await makeVersion(kind, old, version)
          // A change of the current version itself, which no migration would bring to those who have it, fails here.
          if (version < currentVersion) await store.prepare(old.executor)
          expect(await select(old, kind.listColumns)).toEqual(await select(fresh, kind.listColumns))
          expect(await select(old, `select max(version) as version from ${kind.nameOf('versions')}`)).toEqual([
            { version: kind.integer(currentVersion) },
          ])
        })
      })
    },
  )
})
