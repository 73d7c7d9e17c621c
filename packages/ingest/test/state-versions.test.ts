import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const counts = { contacts: 200 }

/** The state tables as the first release made them. */
const firstRelease = `
  CREATE SCHEMA _ingestr;
  CREATE TABLE _ingestr.versions (version BIGINT);
  CREATE TABLE _ingestr.checkpoints (
    source TEXT, source_table TEXT, target_table TEXT, checkpoint TEXT, generation TEXT, strategy TEXT, is_published BOOLEAN,
    rows BIGINT, revision BIGINT
  );
  CREATE TABLE _ingestr.runs (
    run_id TEXT, source TEXT, source_table TEXT, target_table TEXT, status TEXT, started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ,
    error TEXT, counts JSON
  );
  CREATE TABLE _ingestr.run_tables (
    run_id TEXT, source_table TEXT, target_table TEXT, requests BIGINT, retries BIGINT, received BIGINT, kept BIGINT,
    inserted BIGINT, updated BIGINT, unchanged BIGINT, rows BIGINT, api_count BIGINT, other_counts JSON
  );
  INSERT INTO _ingestr.versions VALUES (1);
  INSERT INTO _ingestr.runs SELECT
    'old-run', source, source_table, target_table, 'succeeded', now(), now(), NULL, '{}' FROM kept;
  INSERT INTO _ingestr.run_tables SELECT
    'old-run', source_table, target_table, 9, 0, 200, 200, 200, 0, 0, 200, 200, '{}' FROM kept;
`
const columns = 'source, source_table, target_table, checkpoint, generation, strategy, is_published, "rows", revision'

/** Works on the file as another program would. */
async function onFile<Result>(path: string, work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function stateOf(path: string): Promise<unknown> {
  return [await readTable(path, '_ingestr', 'checkpoints'), await readTable(path, 'intercom', 'contacts')]
}

describe('a file that another release has written', () => {
  it('is gone on with where that was an older one: its state is migrated, and no record is read again that need not be', async () => {
    await using harness = await startCopy({ counts })
    await harness.copy('contacts')
    await onFile(harness.path, async (connection) => {
      await connection.run(`CREATE TEMP TABLE kept AS SELECT ${columns} FROM _ingestr.checkpoints`)
      await connection.run('DROP SCHEMA _ingestr CASCADE')
      for (const statement of firstRelease.split(/;\s*\n/)) if (statement.trim() !== '') await connection.run(statement)
      await connection.run(`INSERT INTO _ingestr.checkpoints SELECT ${columns} FROM kept`)
    })
    harness.clock.advance(2 * 24 * 60 * 60 * 1000)
    const [id = ''] = harness.fake.store.contacts.ids()
    harness.fake.store.contacts.update(id, { name: 'Changed' })
    const { counts: second } = await harness.copy('contacts')
    expect(second).toMatchObject({ inserted: 0, updated: 1 })
    expect(second.received).toBeLessThan(100)
    expect(await harness.differencesOf('contacts')).toEqual([])
    const { rows } = await readTable(harness.path, '_ingestr', 'runs')
    expect(rows.map((row) => row['run_id'])).toContain('old-run')
    expect(rows).toHaveLength(2)
  })

  it('is left as it is where that was a newer one, with a word of what to do', async () => {
    await using harness = await startCopy({ counts })
    await harness.copy('contacts')
    await onFile(harness.path, (connection) => connection.run('INSERT INTO _ingestr.versions (version) VALUES (99)'))
    const before = await stateOf(harness.path)
    const [id = ''] = harness.fake.store.contacts.ids()
    harness.fake.store.contacts.update(id, { name: 'Changed' })
    for (const changes of [{}, { fullRefresh: true }]) {
      const error = await rejectionOf(harness.copy('contacts', changes))
      expect(error.code).toBe('STATE_TOO_NEW')
      expect(error.message).toContain('version 99')
      expect(error.message).toContain('Update ingestr')
    }
    expect(await stateOf(harness.path)).toEqual(before)
  })
})
