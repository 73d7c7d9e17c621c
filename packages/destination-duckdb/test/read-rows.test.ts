import { chmod, copyFile, readdir, rm } from 'node:fs/promises'

import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { startChild } from './child.ts'
import { createFixture, load, page, target } from './fixture.ts'

import type { Destination, ListedTable, TableRows } from '@ingestr/contract'

async function read(destination: Destination, name: string, limit = 100): Promise<TableRows | undefined> {
  return await destination.readRows?.({ table: { name }, limit })
}

async function list(destination: Destination): Promise<readonly ListedTable[] | undefined> {
  return await destination.listStored?.()
}

/** A literal of DuckDB, and what it is to come out as. */
const values: ReadonlyArray<readonly [literal: string, text: string | null, type?: string]> = [
  ['NULL::BIGINT', null],
  ['true', 'true'],
  ["'-9223372036854775808'::BIGINT", '-9223372036854775808', 'BIGINT'],
  ['9007199254740993::BIGINT', '9007199254740993'],
  ['18446744073709551615::UBIGINT', '18446744073709551615'],
  ['170141183460469231731687303715884105727::HUGEINT', '170141183460469231731687303715884105727', 'HUGEINT'],
  ["'-170141183460469231731687303715884105728'::HUGEINT", '-170141183460469231731687303715884105728'],
  ['340282366920938463463374607431768211455::UHUGEINT', '340282366920938463463374607431768211455'],
  [
    "'12345678901234567890123456789012345.678'::DECIMAL(38,3)",
    '12345678901234567890123456789012345.678',
    'DECIMAL(38,3)',
  ],
  ["'1.10'::DECIMAL(4,2)", '1.10'],
  ["'-0.000000000000000000000000000001'::DECIMAL(38,30)", '-0.000000000000000000000000000001'],
  [
    "'123456789012345678901234567890123456789012345678901234567890'::BIGNUM",
    '123456789012345678901234567890123456789012345678901234567890',
  ],
  ['0.1::DOUBLE', '0.1'],
  ['1.7976931348623157e308::DOUBLE', '1.7976931348623157e+308'],
  ['5e-324::DOUBLE', '5e-324'],
  ["'nan'::DOUBLE", 'nan'],
  ["'-inf'::DOUBLE", '-inf'],
  ["'-0'::DOUBLE", '-0.0'],
  ['0.1::FLOAT', '0.1'],
  ["TIMESTAMP '2026-11-30 23:59:59.999999'", '2026-11-30 23:59:59.999999', 'TIMESTAMP'],
  ["TIMESTAMP_NS '2026-11-30 23:59:59.123456789'", '2026-11-30 23:59:59.123456789', 'TIMESTAMP_NS'],
  ["TIMESTAMPTZ '2026-11-30 23:59:59.000001+14:00'", '2026-11-30 09:59:59.000001+00', 'TIMESTAMP WITH TIME ZONE'],
  ["'infinity'::TIMESTAMP", 'infinity'],
  ["TIMESTAMP '0044-03-15 (BC) 12:00:00'", '0044-03-15 (BC) 12:00:00'],
  ["DATE '290000-12-31'", '290000-12-31'],
  ["TIME '23:59:59.999999'", '23:59:59.999999'],
  ["TIMETZ '01:02:03+05:30'", '01:02:03+05:30'],
  ["INTERVAL '1 month 2 days 3.000004 seconds'", '1 month 2 days 00:00:03.000004'],
  ["'\\x00\\xFFa'::BLOB", '\\x00\\xFFa'],
  ["'010101'::BIT", '010101'],
  ["'e3b0c442-98fc-1c14-9afb-f4c8996fb924'::UUID", 'e3b0c442-98fc-1c14-9afb-f4c8996fb924'],
  ["'b'::ENUM('a', 'b')", 'b'],
  ["''", ''],
  ["'NULL'", 'NULL'],
  [String.raw`'a' || chr(0) || 'b' || chr(10) || chr(128512) || '"\'`, 'a\u0000b\n\u{1F600}"\\', 'VARCHAR'],
  [`'{"n": 9007199254740993.10, "a": [1,  2]}'::JSON`, '{"n": 9007199254740993.10, "a": [1,  2]}', 'JSON'],
  ['[9007199254740993, NULL]', '[9007199254740993, NULL]', 'BIGINT[]'],
  ['[1, 2, 3]::INTEGER[3]', '[1, 2, 3]', 'INTEGER[3]'],
  [
    "{'id': 170141183460469231731687303715884105727::HUGEINT, 'amount': 1.10::DECIMAL(30,2), 'at': TIMESTAMPTZ '2026-11-30 00:00:00.000001+00'}",
    "{'id': 170141183460469231731687303715884105727, 'amount': 1.10, 'at': '2026-11-30 00:00:00.000001+00'}",
  ],
  ["MAP {'k': [0.1::DECIMAL(38,37)]}", '{k=[0.1000000000000000000000000000000000000]}'],
  ['union_value(n := 9223372036854775807)', '9223372036854775807', 'UNION(n BIGINT)'],
]

describe('readRows', () => {
  it.each(values)('gives %s as all of it', async (literal, text, type) => {
    await using fixture = await createFixture()
    const create = `CREATE TABLE odd AS SELECT ${literal} AS value`
    await fixture.destination.sql.apply([{ text: create, parameters: [] }])
    const found = await read(fixture.destination, 'odd')
    expect(found).toEqual({ columns: [{ name: 'value', type: type ?? expect.any(String) }], rows: [[text]], count: 1 })
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
    await fixture.destination[Symbol.asyncDispose]()
    await using closed = createDuckdbDestination({ path: fixture.path })
    expect(await read(closed, 'odd')).toEqual(found)
  })

  it('loses nothing of any integer, decimal, instant or text', async () => {
    const row = fc.record({
      huge: fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
      units: fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
      micros: fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }),
      text: fc.string({ unit: 'binary' }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        await using destination = createDuckdbDestination({ path: ':memory:' })
        const create =
          'CREATE TABLE t (huge HUGEINT, amount DECIMAL(38,6), moment TIMESTAMP, text VARCHAR, all_of_it STRUCT(h HUGEINT, d DECIMAL(38,6))[])'
        const inserts = rows.map(({ huge, units, micros, text }) => {
          const [h, d] = [`'${huge}'::HUGEINT`, `'${decimal(units)}'::DECIMAL(38,6)`]
          return {
            text: `INSERT INTO t VALUES (${h}, ${d}, make_timestamp(${micros}), ?, [{'h': ${h}, 'd': ${d}}])`,
            parameters: [text],
          }
        })
        await destination.sql.apply([{ text: create, parameters: [] }, ...inserts])
        const found = await read(destination, 't')
        expect(found?.rows.map(([huge, amount, , text, nested]) => [huge, amount, text, nested])).toEqual(
          rows.map(({ huge, units, text }) => [
            String(huge),
            decimal(units),
            text,
            `[{'h': ${huge}, 'd': ${decimal(units)}}]`,
          ]),
        )
        expect(found?.rows.map(([, , at]) => microsecondsOf(at ?? ''))).toEqual(rows.map(({ micros }) => micros))
      }),
      { numRuns: 25 },
    )
  })

  it('gives the first rows in the order in which they are stored, and counts all', async () => {
    await using fixture = await createFixture()
    const { destination } = fixture
    const statements = ['CREATE TABLE t AS SELECT range AS n FROM range(200000)', 'DELETE FROM t WHERE n % 2 = 0']
    await destination.sql.apply(statements.map((text) => ({ text, parameters: [] })))
    const expected = { rows: [['1'], ['3'], ['5']], count: 100_000 }
    expect(await read(destination, 't', 3)).toMatchObject(expected)
    expect(await read(destination, 't', 0)).toMatchObject({ rows: [], count: 100_000 })
    expect((await read(destination, 't', 10_000))?.rows.at(-1)).toEqual(['19999'])
    await destination[Symbol.asyncDispose]()
    await using closed = createDuckdbDestination({ path: fixture.path })
    expect(await read(closed, 't', 3)).toMatchObject(expected)
  })

  it('reads columns of any name, also one that hides the number of a row', async () => {
    await using fixture = await createFixture()
    const { destination } = fixture
    const statements = [
      'CREATE TABLE t ("1" INTEGER, "0" INTEGER, "__proto__" INTEGER, "a ""b"".c" INTEGER, rowid INTEGER)',
      'INSERT INTO t VALUES (1, 0, 2, 3, NULL), (1, 0, 2, 3, NULL)',
    ]
    await destination.sql.apply(statements.map((text) => ({ text, parameters: [] })))
    const found = await read(destination, 'T', 1)
    expect(found?.columns.map(({ name }) => name)).toEqual(['1', '0', '__proto__', 'a "b".c', 'rowid'])
    expect(found).toMatchObject({ rows: [['1', '0', '2', '3', null]], count: 2 })
  })

  it.each([-1, 1.5, 10_001, Number.NaN])('refuses a limit of %d', async (limit) => {
    await using fixture = await createFixture()
    expect(await rejectionOf(read(fixture.destination, 't', limit))).toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('refuses a view, and a schema of DuckDB itself', async () => {
    await using fixture = await createFixture()
    const { destination } = fixture
    await destination.sql.apply([{ text: 'CREATE VIEW v AS SELECT 1 AS a', parameters: [] }])
    expect((await rejectionOf(read(destination, 'v'))).message).toContain('main.v is a view')
    const table = { schema: 'information_schema', name: 'tables' }
    const refused = await rejectionOf(destination.readRows?.({ table, limit: 1 }) ?? Promise.resolve())
    expect(refused.code).toBe('INVALID_ARGUMENT')
  })
})

describe('listStored', () => {
  it('tells of tables with their columns and rows, not of what ingestr keeps for itself', async () => {
    await using fixture = await createFixture()
    const { destination } = fixture
    await load(destination, [page([{ id: 1 }, { id: 2 }])])
    const statements = [
      'CREATE SCHEMA _ingestr',
      'CREATE TABLE _ingestr.checkpoints (id INTEGER)',
      'CREATE TABLE intercom._ingestr_people_0123abcd (id INTEGER)',
      'CREATE TABLE b (d DECIMAL(18, 3), s STRUCT(a INTEGER))',
      'CREATE VIEW v AS SELECT 1 AS a',
    ]
    await destination.sql.apply(statements.map((text) => ({ text, parameters: [] })))
    const tables = await list(destination)
    expect(tables?.map(({ table, rows }) => [table.schema, table.name, rows])).toEqual([
      ['intercom', 'people', 2],
      ['main', 'b', 0],
    ])
    expect(tables?.[0]?.columns.slice(0, 3)).toEqual([
      { name: 'id', type: 'VARCHAR' },
      { name: 'name', type: 'VARCHAR' },
      { name: 'age', type: 'BIGINT' },
    ])
    expect(tables?.[1]?.columns).toEqual([
      { name: 'd', type: 'DECIMAL(18,3)' },
      { name: 's', type: 'STRUCT(a INTEGER)' },
    ])
  })
})

describe('reading', () => {
  it('makes nothing: no file, no folder, and nothing beside a file', async () => {
    await using fixture = await createFixture()
    const { destination, folder, path } = fixture
    expect(await list(destination)).toEqual([])
    expect(await read(destination, 'people')).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
    await load(destination, [page([{ id: 1 }])])
    await destination[Symbol.asyncDispose]()
    await chmod(path, 0o444)
    await chmod(folder, 0o555)
    await using closed = createDuckdbDestination({ path })
    expect(await list(closed)).toHaveLength(1)
    expect(await closed.readRows?.({ table: target, limit: 1 })).toMatchObject({ count: 1 })
    expect(await read(closed, 'people')).toBeUndefined()
    expect(await readdir(folder)).toEqual(['test.duckdb'])
    await chmod(folder, 0o755)
  })

  it('finds what a killed process has left in the WAL, and leaves it there', async () => {
    await using folder = await createTemporaryDirectory()
    await using aside = await createTemporaryDirectory()
    await using holder = await startChild('holder.ts', `${folder.path}/x.duckdb`)
    const path = `${aside.path}/x.duckdb`
    for (const ending of ['', '.wal']) await copyFile(`${folder.path}/x.duckdb${ending}`, `${path}${ending}`)
    await using destination = createDuckdbDestination({ path })
    expect(await list(destination)).toMatchObject([{ table: { schema: 'main', name: 'held' }, rows: 0 }])
    expect(await readdir(aside.path)).toEqual(['x.duckdb', 'x.duckdb.wal'])
    expect(holder.exitCode).toBeNull()
  })

  it('goes on beside others who read, waits for one who writes, and keeps nothing open', async () => {
    await using fixture = await createFixture()
    const { destination, path } = fixture
    await load(destination, [page([{ id: 1 }])])
    await destination[Symbol.asyncDispose]()
    await using reader = await startChild('reading-child.ts', path)
    await using looking = createDuckdbDestination({ path })
    expect(await list(looking)).toHaveLength(1)
    expect(reader.exitCode).toBeNull()
    await reader[Symbol.asyncDispose]()
    // Had it kept the file open, this one could not write.
    await using holder = await startChild('holder.ts', path)
    expect(await rejectionOf(list(looking))).toMatchObject({ code: 'DESTINATION_LOCKED' })
    const report = (): void => {
      holder.kill('SIGKILL')
    }
    await using patient = createDuckdbDestination({ path, lockTimeoutMs: 60_000, report })
    expect(await list(patient)).toHaveLength(2)
  })

  it('sees what a load of the same process has committed, and not its inside', async () => {
    await using fixture = await createFixture()
    const { destination, path } = fixture
    await load(destination, [page([{ id: 1 }])])
    await using other = createDuckdbDestination({ path })
    await Promise.all([
      load(destination, [page([{ id: 2 }])]),
      list(other).then((tables) => expect([1, 2]).toContain(tables?.[0]?.rows)),
    ])
    expect(await other.readRows?.({ table: target, limit: 10 })).toMatchObject({ count: 2 })
  })

  it('and a load that begins at the same time do not open one file twice', async () => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    const instance = await DuckDBInstance.create(path)
    instance.closeSync()
    for (let round = 0; round < 5; round += 1) {
      const destinations = [1, 2, 3].map(() => createDuckdbDestination({ path }))
      const [loading, ...looking] = destinations
      await Promise.all([
        ...looking.map((each) => list(each)),
        loading === undefined ? undefined : load(loading, [page([{ id: round }])]),
        ...looking.map((each) => list(each)),
      ])
      await Promise.all(destinations.map((each) => each[Symbol.asyncDispose]()))
    }
    await using after = createDuckdbDestination({ path })
    expect(await after.readRows?.({ table: target, limit: 10 })).toMatchObject({ count: 5 })
  })

  it('rejects with the reason of an aborted signal, as what is no database, and after disposal', async () => {
    await using fixture = await createFixture()
    const { destination, path } = fixture
    await load(destination, [page([{ id: 1 }])])
    const reason = new Error('stopped by the user')
    await expect(destination.listStored?.({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await destination[Symbol.asyncDispose]()
    expect(await rejectionOf(list(destination))).toMatchObject({ code: 'DESTINATION_CLOSED' })
    await rm(path)
    await copyFile(new URL(import.meta.url), path)
    await using other = createDuckdbDestination({ path })
    expect(await rejectionOf(list(other))).toMatchObject({ code: 'DESTINATION_UNAVAILABLE' })
  })
})

/** So many millionths, as a decimal. */
function decimal(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(7, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`
}

/** Of a time in the years after Christ. */
function microsecondsOf(text: string): bigint {
  const [seconds = '', fraction = ''] = text.split('.')
  return BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'))
}
