import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeIntercom, type CountedTable, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory, type TemporaryDirectory } from '@ingestr-tooling/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readFile } from './read-file.ts'
import { runCli, type Run } from './run-cli.ts'

const tables: ReadonlyArray<readonly [table: string, inFake: CountedTable]> = [
  ['contacts', 'contacts'],
  ['companies', 'companies'],
  ['conversations', 'conversations'],
  ['articles', 'articles'],
  ['tags', 'tags'],
  ['segments', 'segments'],
  ['admins', 'admins'],
  ['teams', 'teams'],
  ['data_attributes', 'dataAttributes'],
  ['conversation_attributes', 'conversationAttributes'],
]

describe('the main command', () => {
  let fake: FakeIntercom
  let folder: TemporaryDirectory

  beforeAll(async () => {
    fake = await startFakeIntercom()
    folder = await createTemporaryDirectory()
  })

  afterAll(async () => {
    await fake[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  it.each(tables)(
    'copies %s into the table and file that it names, and says where they went',
    async (table, inFake) => {
      const expected = fake.truth(inFake).length
      const { exitCode, stdout, stderr } = await copy(table)
      expect(exitCode, stderr).toBe(0)
      const place = `${table} → intercom.${table} in ${join(folder.path, 'intercom.duckdb')}: `
      expect(stdout.slice(0, place.length)).toBe(place)
      const counts = String.raw`${expected} rows? received, ${expected} new, 0 updated, 0 unchanged, \d+ requests?, \d+\.\d s(, proven complete.*)?(, [\d,]+ of [\d,]+ counted)?`
      expect(stdout.slice(place.length)).toMatch(new RegExp(`^${counts}\n$`))
      expect(await count(table)).toBe(String(expected))
      expect(stderr).not.toContain(fake.token)
    },
  )

  it('fetches only what is new or updated the next time', async () => {
    const [changed] = fake.store.contacts.list()
    fake.store.contacts.update(String(changed?.['id']), { name: 'Renamed by a test' })
    fake.store.contacts.create({ name: 'New from a test' })
    fake.resetRequests()
    const { exitCode, stdout, stderr } = await copy('contacts')
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain(', 1 new, 1 updated, ')
    // One page, and a count before and after.
    expect(fake.requests.filter(({ path }) => path === '/contacts/search')).toHaveLength(3)
    expect(await count('contacts')).toBe(String(fake.truth('contacts').length))
    const names = await query(
      `SELECT name FROM intercom.intercom.contacts WHERE name LIKE '% a test' OR name LIKE '% by a test'`,
    )
    expect(names.map(({ name }) => name).toSorted()).toEqual(['New from a test', 'Renamed by a test'])
  })

  it('leaves nothing but the file', async () => {
    expect(await readdir(folder.path)).toEqual(['intercom.duckdb'])
  })

  it('takes everything from variables, and the source table for the target', async () => {
    const env = {
      SOURCE_URI: fake.connectionUri('eu'),
      SOURCE_TABLE: 'tags',
      DESTINATION_URI: `duckdb:///${folder.path}/new/folders/x.duckdb`,
    }
    const { exitCode, stdout, stderr } = await runCli(['ingest'], { cwd: folder.path, env })
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain(`tags → main.tags in ${join(folder.path, 'new/folders/x.duckdb')}: `)
  })

  function copy(table: string): Promise<Run> {
    const source = ['--source-uri', fake.connectionUri('us'), '--source-table', table]
    const destination = ['--dest-uri', 'duckdb:///intercom.duckdb', '--dest-table', `intercom.${table}`]
    return runCli(['ingest', ...source, ...destination], { cwd: folder.path })
  }

  function query(sql: string): ReturnType<typeof readFile> {
    return readFile(join(folder.path, 'intercom.duckdb'), sql)
  }

  async function count(table: string): Promise<unknown> {
    return (await query(`SELECT count(*) AS rows FROM intercom.intercom.${table}`))[0]?.['rows']
  }
})
