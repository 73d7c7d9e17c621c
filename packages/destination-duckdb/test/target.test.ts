import { readdir } from 'node:fs/promises'

import { expect, it } from 'vitest'

import { createFixture, people, request, target } from './fixture.ts'

import type { LoadRequest, TableName } from '@ingestr/contract'

function into(name: TableName): LoadRequest {
  return request({ tables: [{ definition: people, target: name }] })
}

it.each(['information_schema', 'pg_catalog', 'temp', 'system', 'TEMP', 'Pg_Catalog'])(
  'refuses the schema %s, which is DuckDB’s own, and makes no file',
  async (schema) => {
    await using fixture = await createFixture()
    const table = { schema, name: 'people' }
    const { destination } = fixture
    for (const ask of [() => destination.describe(table), () => destination.openLoad(into(table))]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(new RegExp(`The schema ${schema} .* Choose another schema`)),
      })
    }
    expect(await readdir(fixture.folder)).toEqual([])
  },
)

it('refuses a view of the target’s name, however it is written, and leaves it as it is', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  const texts = ['CREATE SCHEMA intercom', 'CREATE VIEW intercom.People AS SELECT 1 AS id']
  await destination.sql.apply(texts.map((text) => ({ text, parameters: [] })))
  for (const ask of [() => destination.describe(target), () => destination.openLoad(into(target))]) {
    await expect(ask()).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/intercom\.people is a view.*Choose another table/),
    })
  }
  expect(await fixture.rows('FROM intercom.people')).toEqual([{ id: 1 }])
  expect(await destination.describe({ name: 'people' })).toBeUndefined()
})

it('takes names that something other than a view has', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  const texts = ['CREATE SCHEMA intercom', 'CREATE SEQUENCE intercom.people', 'CREATE MACRO intercom.people() AS 1']
  await destination.sql.apply(texts.map((text) => ({ text, parameters: [] })))
  await using opened = await destination.openLoad(into(target))
  await opened.publish()
  expect(await destination.describe(target)).toMatchObject({ rows: 0 })
})
