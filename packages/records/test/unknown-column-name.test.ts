import { flattenedPaths, unknownColumnName } from '@ingestr/records'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { tableOf } from './tables.ts'

const table = tableOf([
  { name: 'id', type: 'text', path: ['id'] },
  { name: 'source_author_id', type: 'text', path: ['source', 'author', 'id'] },
  { name: 'plan_name', type: 'text', path: ['plan', 'name'] },
  { name: 'plan_id', type: 'text', path: ['plan', 'id'] },
])

describe('flattenedPaths', () => {
  test('are the strict prefixes of declared paths, once each, outer ones first', () => {
    expect(flattenedPaths(table)).toEqual([['source'], ['plan'], ['source', 'author']])
  })

  test('of a table without nested columns are none', () => expect(flattenedPaths(tableOf([]))).toEqual([]))
})

describe('the name of an unknown column', () => {
  test.each([
    [['utm_source'], 'utm_source'],
    [['plan', 'price'], 'plan_price'],
    [['source', 'author', 'email'], 'source_author_email'],
    [['source'], 'source'],
    [['source', 'author'], 'source_author'],
    [[''], '_'],
    [['plan', ''], 'plan__'],
    [['größe 1'], 'größe 1'],
    [['Beta Flags'], 'Beta Flags'],
  ])('of %j is its path joined: %s', (path, name) => expect(unknownColumnName(path, table)).toBe(name))

  test.each([
    [['ID'], 'ID', 'a declared column has it in other letters'],
    [['plan_id'], 'plan_id', 'a declared column has it'],
    [['source_author_email'], 'source_author_email', 'a flattened object could bring it'],
    [['source', 'author_email'], 'source_author_email', 'a longer flattened object could bring it'],
    [['_'], '_', 'the empty key has it'],
    [['a\u0000b'], 'a_b', 'control characters are no part of a name'],
    [['_ingestr_run_id'], '_ingestr_run_id', 'the prefix belongs to destinations'],
  ])('of %j is %s and a suffix, as %s', (path, name) => {
    expect(unknownColumnName(path, table)).toMatch(new RegExp(`^${name}_[0-9a-f]{8}$`))
  })

  test('is the same for ever', () => expect(unknownColumnName(['ID'], table)).toBe('ID_b4d8b0da'))

  test('differs between paths, whatever their letters, and from every declared column', () => {
    const key = fc.oneof(
      fc.string({ unit: fc.constantFrom('_', 'a', 'A', 'id', 'plan', 'source', 'author', '\u0001'), maxLength: 4 }),
      fc.string({ unit: 'binary' }),
    )
    const parent = fc.constantFrom<readonly string[]>([], ['source'], ['plan'], ['source', 'author'])
    const path = fc.tuple(parent, key).map(([keys, last]) => [...keys, last])
    const declared = new Set(table.columns.map((column) => JSON.stringify(column.path)))
    const unknown = path.filter((keys) => !declared.has(JSON.stringify(keys)))
    fc.assert(
      fc.property(fc.uniqueArray(unknown, { selector: (keys) => JSON.stringify(keys), minLength: 2 }), (paths) => {
        const names = [
          ...table.columns.map((column) => column.name),
          ...paths.map((keys) => unknownColumnName(keys, table)),
        ]
        expect(new Set(names).size).toBe(names.length)
      }),
      { numRuns: 2000 },
    )
  })
})
