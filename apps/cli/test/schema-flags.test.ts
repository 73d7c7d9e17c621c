import { join } from 'node:path'
import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { readFile } from './read-file.ts'
import { runCli, type Run } from './run-cli.ts'

const types = (table: string): string =>
  `SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE schema_name = 'intercom' AND table_name = '${table}'`

describe('a table of its own types', () => {
  it('is what --columns asks for, given once or several times, by flag or variable', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 20 } })
    await using folder = await createTemporaryDirectory()
    const flags = [
      '--columns',
      'created_at:bigint,updated_at:int',
      '--columns',
      'unsubscribed_from_emails:varchar,name:varchar(255)',
    ]
    const first = await copy(fake, folder.path, 'contacts', flags)
    expect(first.exitCode, first.stderr).toBe(0)
    const file = join(folder.path, 'intercom.duckdb')
    const columns = await readFile(file, types('contacts'))
    expect(columns).toEqual(
      expect.arrayContaining([
        { name: 'created_at', type: 'BIGINT' },
        { name: 'updated_at', type: 'BIGINT' },
        { name: 'unsubscribed_from_emails', type: 'VARCHAR' },
        { name: 'last_seen_at', type: 'TIMESTAMP WITH TIME ZONE' },
      ]),
    )
    const env = { INGESTR_COLUMNS: 'created_at:date' }
    const second = await copy(fake, folder.path, 'contacts', [], env)
    expect(second.exitCode).toBe(1)
    expect(second.stderr).toMatch(/^ingestr: .*created_at of intercom\.contacts is BIGINT, not DATE/m)
  })
})

describe('a schema contract', () => {
  it('freezes a table, or leaves out what does not fit and says so, and evolve tells each new column', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 20 } })
    await using folder = await createTemporaryDirectory()
    await copy(fake, folder.path, 'contacts')
    const [id = ''] = fake.store.contacts.ids()
    fake.store.contacts.update(id, { planTier: 'gold', name: 'Changed' })

    const frozen = await copy(fake, folder.path, 'contacts', ['--schema-contract', 'freeze'])
    expect(frozen).toMatchObject({ exitCode: 1, stdout: '' })
    expect(frozen.stderr).toMatch(/^ingestr: intercom\.contacts is frozen .* no column plan_tier.*evolve/m)

    const discarding = await copy(fake, folder.path, 'contacts', [], { SCHEMA_CONTRACT: 'discard_value' })
    expect(discarding.exitCode, discarding.stderr).toBe(0)
    expect(discarding.stdout).toContain(', 1 DISCARDED, ')
    expect(discarding.stderr).toMatch(/^Note: 1 value does not fit the table and was left out .*plan_tier 1\.$/m)

    fake.store.contacts.update(id, { planTier: 'platinum' })
    const evolved = await copy(fake, folder.path, 'contacts', ['--schema-naming', 'direct'])
    expect(evolved.exitCode, evolved.stderr).toBe(0)
    expect(evolved.stderr).toContain('New column: intercom.contacts.planTier VARCHAR\n')
    const changes = await readFile(
      join(folder.path, 'intercom.duckdb'),
      "SELECT target_table, to_type FROM _ingestr.schema_changes WHERE column_name = 'planTier'",
    )
    expect(changes).toEqual([{ target_table: 'intercom.contacts', to_type: 'VARCHAR' }])
  })
})

describe('a strategy', () => {
  it('that is asked for is the one of the run', async () => {
    await using fake = await startFakeIntercom({ counts: { tags: 7 } })
    await using folder = await createTemporaryDirectory()
    for (const rows of ['7', '14']) {
      const { exitCode, stderr } = await copy(fake, folder.path, 'tags', ['--incremental-strategy', 'append'])
      expect(exitCode, stderr).toBe(0)
      const sql = 'SELECT count(*) AS rows FROM intercom.intercom.tags'
      expect(await readFile(join(folder.path, 'intercom.duckdb'), sql)).toEqual([{ rows }])
    }
  })
})

it.each([
  [['--incremental-strategy', 'merge'], 'tags cannot be merged'],
  [['--incremental-strategy', 'delete+insert'], 'use merge, or replace'],
  [['--primary-key', 'id', '--primary-key', 'name'], 'another than id for tags'],
  [['--incremental-key', 'updated_at'], 'tags has no incremental key'],
  [['--schema-contract', 'thaw'], 'evolve, freeze, discard_row, discard_value'],
  [['--schema-naming', 'camel'], 'auto, default, direct, snake_case'],
  [['--columns', 'nam:text'], 'Did you mean name?'],
  [['--columns', 'name:blob'], 'Types are: boolean'],
])('%j cannot be of tags: a usage error, before any request', async (flags, words) => {
  await using fake = await startFakeIntercom()
  await using folder = await createTemporaryDirectory()
  const { exitCode, stderr } = await copy(fake, folder.path, 'tags', flags)
  expect(stderr).toMatch(/^ingestr: [^\n]+\n$/)
  expect(stderr).toContain(words)
  expect(exitCode).toBe(2)
  expect(fake.requests).toEqual([])
})

function copy(
  fake: FakeIntercom,
  cwd: string,
  table: string,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const source = ['--source-uri', fake.connectionUri(), '--source-table', table]
  const destination = ['--dest-uri', 'duckdb:///intercom.duckdb', '--dest-table', `intercom.${table}`]
  return runCli(['ingest', ...source, ...destination, ...flags], { cwd, env })
}
