import { readdir, stat, writeFile } from 'node:fs/promises'

import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { openDatabase } from '../src/open-database.ts'
import { openSession } from '../src/session.ts'
import { createFixture, load, page, target } from './fixture.ts'

describe('a file that a destination has opened', () => {
  it('lets no statement read or write another file', async () => {
    await using fixture = await createFixture()
    const { destination, folder } = fixture
    await load(destination, [page([{ id: 1 }])])
    await writeFile(`${folder}/secret.csv`, 'a,b')
    const statements = [
      "SELECT * FROM read_text('/etc/passwd')",
      "SELECT * FROM '/etc/passwd'",
      `SELECT * FROM read_csv('${folder}/secret.csv')`,
      `SELECT * FROM read_text('${folder}/.ingestr-x/../secret.csv')`,
      "SELECT * FROM glob('/etc/*')",
      `COPY intercom.people TO '${folder}/copy.csv'`,
      `ATTACH '${folder}/other.duckdb'`,
      `EXPORT DATABASE '${folder}/export'`,
      'INSTALL httpfs',
      "LOAD '/tmp/x.duckdb_extension'",
    ]
    for (const text of statements) {
      const refused = destination.sql.query({ text, parameters: [] })
      await expect(refused, text).rejects.toMatchObject({ code: 'DESTINATION_FAILED' })
      await expect(refused, text).rejects.toThrow(/Permission Error|disabled|does not exist/)
    }
    expect((await readdir(folder)).filter((name) => !name.startsWith('.'))).toEqual(
      expect.not.arrayContaining(['copy.csv', 'other.duckdb', 'export']),
    )
  })

  it.each([
    'SET enable_external_access = true',
    "SET allowed_directories = ['/']",
    "SET temp_directory = '/tmp'",
    "SET allowed_configs = ['threads']",
    'SET threads = 64',
    'SET lock_configuration = false',
    "SET TimeZone = 'Asia/Tokyo'",
  ])('keeps its settings: %s', async (text) => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1 }])])
    const refused = fixture.destination.sql.apply([{ text, parameters: [] }])
    await expect(refused).rejects.toThrow('configuration')
  })

  it('keeps a memory limit that the user gave', async () => {
    await using folder = await createTemporaryDirectory()
    await using destination = createDuckdbDestination({ path: `${folder.path}/x.duckdb`, memoryLimit: '128MiB' })
    await load(destination, [page([{ id: 1 }])])
    const refused = destination.sql.apply([{ text: "SET memory_limit = '1TB'", parameters: [] }])
    await expect(refused).rejects.toThrow('configuration')
    expect(
      await destination.sql.query({ text: "SELECT current_setting('memory_limit') AS set", parameters: [] }),
    ).toEqual([{ set: '128.0 MiB' }])
  })

  it('takes loads as before, also pages that DuckDB refuses, and checkpoints', async () => {
    await using fixture = await createFixture()
    const { destination } = fixture
    await load(destination, [page([{ id: 1 }])])
    await load(destination, [page([{ id: 'odd', name: '\uD800' }])])
    expect(await destination.sql.query({ text: 'CHECKPOINT', parameters: [] })).toBeDefined()
    await load(destination, [page([{ id: 2 }])])
    expect(await destination.describe(target)).toMatchObject({ rows: 3 })
    await fixture.reopened()
    expect(await readdir(fixture.folder)).toEqual(['test.duckdb'])
  })

  it('puts what does not fit into memory where only this user may look, and removes it', async () => {
    await using folder = await createTemporaryDirectory()
    const database = await openDatabase(`${folder.path}/x.duckdb`, { memoryLimit: '60MB', threads: 1 })
    const session = await openSession(database)
    await session.run('CREATE TEMP TABLE large AS SELECT md5(range::VARCHAR) AS text FROM range(4000000)')
    const files = await session.texts('SELECT path FROM duckdb_temporary_files()')
    expect(files.length).toBeGreaterThan(0)
    const [staging = ''] = (await readdir(folder.path)).filter((name) => name.startsWith('.ingestr-'))
    for (const [path] of files) expect(path).toContain(`${folder.path}/${staging}/`)
    expect((await stat(`${folder.path}/${staging}`)).mode & 0o777).toBe(0o700)
    session.close()
    await database.close()
    expect(await readdir(folder.path)).toEqual(['x.duckdb'])
  })
})

it('leaves the settings of an instance of the caller alone', async () => {
  await using folder = await createTemporaryDirectory()
  const instance = await DuckDBInstance.create(`${folder.path}/x.duckdb`, { threads: '2' })
  const connection = await instance.connect()
  await connection.run("SET GLOBAL TimeZone = 'Asia/Tokyo'")
  const settings = 'SELECT name, value FROM duckdb_settings() ORDER BY name'
  const before = (await connection.runAndReadAll(settings)).getRowsJson()
  const destination = createDuckdbDestination({ instance })
  await load(destination, [page([{ id: 1, updated_at: 1_795_000_000 }])])
  await destination[Symbol.asyncDispose]()
  expect((await connection.runAndReadAll(settings)).getRowsJson()).toEqual(before)
  const rows = await connection.runAndReadAll('SELECT updated_at::VARCHAR FROM intercom.people')
  expect(rows.getRowsJson()).toEqual([['2026-11-18 20:06:40+09']])
  await connection.run("SELECT * FROM read_text('/etc/hostname')")
  connection.closeSync()
  instance.closeSync()
})
