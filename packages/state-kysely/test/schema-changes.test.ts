import { describe, expect, test } from 'vitest'

import type { RunRecord, SchemaChange } from '@ingestr/contract'

import { databases, select, store, withDatabase, withPrepared } from './databases.ts'
import { makeVersion } from './make-version.ts'
import { run } from './samples.ts'

const list: readonly SchemaChange[] = [
  { column: 'Intercom.Contacts.a.dotted "name"', from: null, to: 'VARCHAR' },
  { column: 'intercom.contacts.age', from: 'BIGINT', to: 'DOUBLE' },
  { column: 'intercom.contact_tags.id', from: null, to: 'VARCHAR' },
]
const changed: RunRecord = { ...run, changes: { at: run.startedAt + 1500, list } }

describe.each(databases)('in $name', (kind) => {
  const at = kind.name === 'sqlite' ? '2026-11-23T09:00:01.623Z' : expect.stringMatching(/^2026-11-23[T ]09:00:01\.623/)

  test('what a run changes in columns is remembered, each change once, also when the run goes on', async () => {
    await withPrepared(kind, async (database) => {
      const { executor } = database
      await executor.apply(store.recordRun(executor.dialect, changed))
      await executor.apply(store.recordRun(executor.dialect, { ...run, status: 'succeeded' }))
      const text = `select * from ${kind.nameOf('schema_changes')} order by column_name`
      expect(await select(database, text)).toEqual([
        {
          run_id: run.id,
          target_table: 'intercom.contacts',
          column_name: 'a.dotted "name"',
          from_type: null,
          to_type: 'VARCHAR',
          changed_at: at,
        },
        {
          run_id: run.id,
          target_table: 'intercom.contacts',
          column_name: 'age',
          from_type: 'BIGINT',
          to_type: 'DOUBLE',
          changed_at: at,
        },
        {
          run_id: run.id,
          target_table: 'intercom.contact_tags',
          column_name: 'id',
          from_type: null,
          to_type: 'VARCHAR',
          changed_at: at,
        },
      ])
    })
  })

  test('tables of version 3 get the table of changes, and a column for what was discarded', async () => {
    await withDatabase(kind, async (database) => {
      const { executor } = database
      await makeVersion(kind, database, 3)
      await store.prepare(executor)
      await executor.apply(store.recordRun(executor.dialect, { ...changed, id: 'run-3', counts: { discarded: 7 } }))
      const text = `select run_id, discarded from ${kind.nameOf('run_tables')} order by run_id`
      expect(await select(database, text)).toEqual([
        { run_id: 'run-1', discarded: null },
        { run_id: 'run-2', discarded: null },
        { run_id: 'run-3', discarded: kind.integer(7) },
      ])
      expect(await select(database, `select * from ${kind.nameOf('schema_changes')}`)).toHaveLength(3)
    })
  })
})
