import { describe, expect, it } from 'vitest'

import { createFixture, load, page, people, raw } from './fixture.ts'

import type { Fixture } from './fixture.ts'
import type { Json, TableDefinition } from '@ingestr/contract'

/** `people` with types asked for, by column. */
function wishing(types: Readonly<Record<string, string>>, change: Partial<TableDefinition> = {}): TableDefinition {
  const columns = people.columns.map((column) => {
    const storedAs = types[column.name]
    return storedAs === undefined ? column : { ...column, storedAs }
  })
  return { ...people, ...change, columns }
}

async function stored(fixture: Fixture, column: string): Promise<readonly [Json, readonly unknown[]]> {
  const [type] = await fixture.rows(
    `SELECT data_type AS t FROM duckdb_columns() WHERE table_name = 'people' AND column_name = '${column}'`,
  )
  const rows = await fixture.rows(`SELECT "${column}"::VARCHAR AS value FROM intercom.people ORDER BY id`)
  return [type?.['t'] ?? null, rows.map((row) => row['value'])]
}

const wishes: ReadonlyArray<{ column: string; wish: string; values: readonly Json[]; type: string; kept: unknown[] }> =
  [
    {
      column: 'updated_at',
      wish: 'bigint',
      values: [1_700_000_000, '2023-11-14T22:13:20Z', 0, -5, 1_700_000_000_000],
      type: 'BIGINT',
      kept: ['1700000000', '1700000000', '0', '-5', '1700000000'],
    },
    { column: 'updated_at', wish: 'double', values: [1_700_000_000_500], type: 'DOUBLE', kept: ['1700000000.5'] },
    {
      column: 'updated_at',
      wish: 'decimal(20,3)',
      values: [1_700_000_000_500, 7],
      type: 'DECIMAL(20,3)',
      kept: ['1700000000.500', '7.000'],
    },
    { column: 'updated_at', wish: 'varchar', values: [1_700_000_000], type: 'VARCHAR', kept: ['2023-11-14T22:13:20Z'] },
    {
      column: 'updated_at',
      wish: 'timestamp',
      values: [1_700_000_000],
      type: 'TIMESTAMP',
      kept: ['2023-11-14 22:13:20'],
    },
    { column: 'updated_at', wish: 'date', values: [1_699_920_000], type: 'DATE', kept: ['2023-11-14'] },
    {
      column: 'updated_at',
      wish: 'json',
      values: [1_700_000_000, 'soon'],
      type: 'JSON',
      kept: ['1700000000', '"soon"'],
    },
    { column: 'age', wish: 'decimal(38,0)', values: [7], type: 'DECIMAL(38,0)', kept: ['7'] },
    { column: 'age', wish: 'smallint', values: [7, 40_000], type: 'BIGINT', kept: ['7', '40000'] },
    {
      column: 'score',
      wish: 'decimal(6,2)',
      values: [1.25, 7, 1.1],
      type: 'DECIMAL(6,2)',
      kept: ['1.25', '7.00', '1.10'],
    },
    { column: 'score', wish: 'decimal(6,2)', values: [1.25, 1.255], type: 'VARCHAR', kept: ['1.25', '1.255'] },
    { column: 'name', wish: 'json', values: ['x', { first: 'y' }], type: 'JSON', kept: ['"x"', '{"first":"y"}'] },
    { column: 'name', wish: 'bigint', values: ['12', 7], type: 'BIGINT', kept: ['12', '7'] },
    {
      column: 'name',
      wish: 'uuid',
      values: ['6f1c1b9e-0000-4000-8000-000000000000'],
      type: 'UUID',
      kept: ['6f1c1b9e-0000-4000-8000-000000000000'],
    },
    {
      column: 'name',
      wish: 'timestamptz',
      values: ['2023-11-14T22:13:20Z'],
      type: 'TIMESTAMP WITH TIME ZONE',
      kept: ['2023-11-14 22:13:20+00'],
    },
    { column: 'tags', wish: 'varchar', values: [['a']], type: 'VARCHAR', kept: ['["a"]'] },
  ]

it.each(wishes)('stores $column as $wish where $values fit it, and widens where one does not', async (wish) => {
  await using fixture = await createFixture()
  const records = wish.values.map((value, id) => ({ id, [wish.column]: value }))
  const definition = wishing({ [wish.column]: wish.wish })
  const { schemaChanges } = await load(fixture.destination, [page(records)], { definition })
  expect(await stored(fixture, wish.column)).toEqual([wish.type, wish.kept])
  expect(schemaChanges.filter(({ from }) => from === null)).toEqual([])
})

it('keeps integers of decimal columns digit for digit', async () => {
  await using fixture = await createFixture()
  const long = '12345678901234567890123456789'
  await load(fixture.destination, [raw(`{"data":[{"id":1,"age":${long}}]}`)], {
    definition: wishing({ age: 'decimal(38,2)' }),
  })
  expect(await stored(fixture, 'age')).toEqual(['DECIMAL(38,2)', [`${long}.00`]])
})

function at(updated_at: number, name: string): Json {
  return { id: 1, name, updated_at }
}

it('tells versions apart and drops what is outside of a range, whatever type they are stored as', async () => {
  for (const type of ['bigint', 'decimal(20,3)', 'varchar', 'json', 'double']) {
    await using fixture = await createFixture()
    const definition = wishing({ updated_at: type })
    await load(fixture.destination, [page([at(20, 'newer')])], { definition })
    const outcome = await load(fixture.destination, [page([at(10, 'older'), at(1_700_000_000_000, 'milliseconds')])], {
      definition,
      keep: { column: 'updated_at', to: 100_000 },
    })
    expect(outcome).toMatchObject({ received: 2, kept: 1, unchanged: 1 })
    expect(await fixture.rows('SELECT name FROM intercom.people')).toEqual([{ name: 'newer' }])
  }
})

it('discards or refuses, as the contract says, what does not fit the type that was asked for', async () => {
  await using fixture = await createFixture()
  const types = { name: 'bigint' }
  await load(fixture.destination, [page([{ id: 1, name: '1' }])], { definition: wishing(types) })
  const second = [page([{ id: 2, name: 'two' }])]
  const frozen = load(fixture.destination, second, { definition: wishing(types, { contract: 'freeze' }) })
  await expect(frozen).rejects.toThrow('name is BIGINT, and one row brings what needs VARCHAR')
  await load(fixture.destination, second, { definition: wishing(types, { contract: 'discard_value' }) })
  expect(await stored(fixture, 'name')).toEqual(['BIGINT', ['1', null]])
})

describe('a type that the stored column does not have', () => {
  it('is an error that names both, before anything is written', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1 }])])
    const failing = load(fixture.destination, [page([{ id: 2 }])], { definition: wishing({ updated_at: 'bigint' }) })
    await expect(failing).rejects.toMatchObject({ code: 'COLUMN_TYPE_DIFFERS' })
    await expect(failing).rejects.toThrow(
      'The column updated_at of intercom.people is TIMESTAMP WITH TIME ZONE, not BIGINT as --columns asks for',
    )
    await expect(failing).rejects.toThrow('--full-refresh')
    expect(await fixture.rows('SELECT id FROM intercom.people')).toEqual([{ id: '1' }])
  })

  it('is taken on by a replace, unless a contract holds', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1, updated_at: 5 }])])
    const held = wishing({ updated_at: 'bigint' }, { contract: 'freeze' })
    const change = { strategy: 'replace' } as const
    await expect(load(fixture.destination, [], { ...change, definition: held })).rejects.toMatchObject({
      code: 'COLUMN_TYPE_DIFFERS',
    })
    const outcome = await load(fixture.destination, [page([{ id: 1, updated_at: 5 }])], {
      ...change,
      definition: wishing({ updated_at: 'bigint' }),
    })
    expect(await stored(fixture, 'updated_at')).toEqual(['BIGINT', ['5']])
    expect(outcome.schemaChanges).toEqual([
      { column: 'intercom.people.updated_at', from: 'TIMESTAMP WITH TIME ZONE', to: 'BIGINT' },
    ])
  })

  it('is none where the column was widened since', async () => {
    await using fixture = await createFixture()
    const definition = wishing({ updated_at: 'bigint' })
    await load(fixture.destination, [page([{ id: 1, updated_at: 5 }])], { definition })
    await load(fixture.destination, [page([{ id: 2, updated_at: 'soon' }])], { definition })
    await load(fixture.destination, [page([{ id: 3, updated_at: 6 }])], { definition })
    const [type] = await stored(fixture, 'updated_at')
    expect(type).toBe('VARCHAR')
  })
})

it('says which types there are where one is asked for that is none', async () => {
  await using fixture = await createFixture()
  for (const type of ['blob', 'decimal(39,2)', 'decimal(2,3)', "'; DROP TABLE x"]) {
    const failing = load(fixture.destination, [], { definition: wishing({ age: type }) })
    await expect(failing).rejects.toMatchObject({ code: 'INVALID_LOAD', message: expect.stringContaining('bigint') })
  }
})
