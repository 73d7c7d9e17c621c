import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { formOf, mergeForms, typeOfForms, unclear } from '../src/value-forms.ts'
import { createFixture, load, people, raw } from './fixture.ts'

/** The type of an unknown column that has these values, as written; undefined where there is none. */
function typeOf(values: readonly string[]): string | undefined {
  const forms = values.filter((value) => value !== 'null').map((value) => formOf(value.charCodeAt(0), () => value))
  return typeOfForms(forms.reduce((all, form) => all | form, 0))
}

describe('the type of an unknown column', () => {
  it.each([
    [['null'], undefined],
    [['true', 'null', 'false'], 'BOOLEAN'],
    [['0', '-17', '123456789012345678'], 'BIGINT'],
    [['{}', '[1]'], 'JSON'],
    [['"1"', '""'], 'VARCHAR'],
    [['1', '"1"'], 'VARCHAR'],
    [['true', '1'], 'VARCHAR'],
    [['{}', '"a"'], 'VARCHAR'],
    [['1.5'], unclear],
    [['1', '1e3'], unclear],
    [['-0'], unclear],
    [['9223372036854775807'], unclear],
    [['"a"', '0.5'], unclear],
  ])('for %j is %s', (values, type) => {
    expect(typeOf(values)).toBe(type)
  })

  it('is the one that DuckDB finds where it has to look, whatever arrives, in a flattened object as well', async () => {
    await using fixture = await createFixture()
    const kinds = [
      ['true', 'false'],
      ['0', '-1', '99'],
      ['{}', '[]', '{"a":1}'],
      ['"x"', '"1"', '"true"'],
      ['1.5', '1e2', '9223372036854775808'],
      ['true', '1', '{}', '"x"', '2.5'],
    ].map((kind) => fc.array(fc.constantFrom(...kind, 'null'), { maxLength: 3 }))
    let count = 0
    const typesOf = async (bodies: readonly string[]): Promise<unknown> => {
      count += 1
      const table = { schema: 'intercom', name: `people_${count}` }
      await load(fixture.destination, bodies.map(raw), { tables: [{ definition: people, target: table }] })
      return fixture.rows(
        `SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '${table.name}' ORDER BY column_index`,
      )
    }
    await fc.assert(
      fc.asyncProperty(fc.oneof(...kinds), fc.oneof(...kinds), async (seen, zip) => {
        const bodies = Array.from({ length: Math.max(1, seen.length, zip.length) }, (_, index) => {
          const [one = 'null', other = 'null'] = [seen[index], zip[index]]
          return `{"data":[{"id":"${index}","seen":${one},"location":${index % 2 === 0 ? `{"zip":${other}}` : other}}]}`
        })
        // A key that comes twice is for the stage.
        const staged = `{"data":[{"id":"last","name":"a","name":"b"}]}`
        expect(await typesOf(bodies)).toEqual(await typesOf([...bodies, staged]))
      }),
      { numRuns: 40 },
    )
  })
})

it('is of all pages together', () => {
  expect(
    mergeForms([
      new Map([['a', 1]]),
      new Map([
        ['a', 2],
        ['b', 4],
      ]),
      new Map(),
    ]),
  ).toEqual(
    new Map([
      ['a', 3],
      ['b', 4],
    ]),
  )
})
