import { readdir } from 'node:fs/promises'

import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'

import { createFixture, load, page } from './fixture.ts'

it('puts a copy of everything at the path, which plain DuckDB reads', async () => {
  await using fixture = await createFixture()
  const { destination, folder } = fixture
  await load(destination, [page([{ id: 1 }, { id: 2 }])])
  const path = `${folder}/copy.duckdb`
  const published = await destination.publishCopy?.({ path })
  expect(published).toEqual({
    path,
    bytes: expect.any(Number),
    tables: [{ table: { schema: 'intercom', name: 'people' }, rows: 2 }],
  })
  expect((await readdir(folder)).filter((name) => name.startsWith('copy'))).toEqual(['copy.duckdb'])
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const rows = await connection.runAndReadAll('SELECT id FROM intercom.people ORDER BY id')
  expect(rows.getRowsJson()).toEqual([['1'], ['2']])
  connection.closeSync()
  instance.closeSync()
  expect(await destination.readRows?.({ table: { schema: 'intercom', name: 'people' }, limit: 1 })).toMatchObject({
    count: 2,
  })
  expect(await destination.listStored?.()).toMatchObject([{ table: { schema: 'intercom', name: 'people' }, rows: 2 }])
})
