import { rejectionOf } from '@ingestr-tooling/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { createFixture } from './fixture.ts'

import type { Destination, TableRows } from '@ingestr/contract'

async function read(destination: Destination, name: string, limit = 100): Promise<TableRows | undefined> {
  return await destination.readRows?.({ table: { name }, limit })
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
