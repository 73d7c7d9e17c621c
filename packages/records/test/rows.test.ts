import { createPage } from '@ingestr/records'
import { describe, expect, test } from 'vitest'

import { rowsOf, tableOf } from './tables.ts'

const company = tableOf([
  { name: 'id', type: 'text', path: ['id'] },
  { name: 'plan_name', type: 'text', path: ['plan', 'name'] },
  { name: 'author_id', type: 'text', path: ['source', 'author', 'id'] },
])
const absent = { id: null, plan_name: null, author_id: null }

describe('rows', () => {
  test('have every declared column, first and in order, whether a value arrived or not', () => {
    const [row] = rowsOf('{"data":[{"new":1,"plan":{"name":"Pro"}}]}', company)
    expect(Object.entries(row ?? {})).toEqual([
      ['id', null],
      ['plan_name', 'Pro'],
      ['author_id', null],
      ['new', 1n],
    ])
  })

  test('have unknown keys of the record and of every flattened object as columns', () => {
    const body = '{"data":[{"extra":"a","plan":{"id":5},"source":{"type":"x","author":{"email":null}}}]}'
    expect(rowsOf(body, company)).toEqual([
      { ...absent, extra: 'a', plan_id: 5n, source_type: 'x', source_author_email: null },
    ])
  })

  test.each([
    ['"Pro"', 'Pro'],
    ['["Pro"]', { json: '["Pro"]' }],
    ['3', 3n],
    ['false', false],
  ])('keep a flattened object that arrives as %s, in a column of its own path', (json, value) => {
    expect(rowsOf(`{"data":[{"plan":${json}}]}`, company)).toEqual([{ ...absent, plan: value }])
  })

  test('say nothing of a flattened object that is null or empty', () => {
    expect(rowsOf('{"data":[{"plan":null,"source":{"author":{}}}]}', company)).toEqual([absent])
  })

  test('give a declared column the whole object even where keys below it are columns too', () => {
    const table = tableOf([
      { name: 'raw', type: 'json', path: ['plan'] },
      { name: 'plan_name', type: 'text', path: ['plan', 'name'] },
    ])
    expect(rowsOf('{"data":[{"plan":{"name":"Pro"}},{"plan":"Pro"}]}', table)).toEqual([
      { raw: { json: '{"name":"Pro"}' }, plan_name: 'Pro' },
      { raw: { json: '"Pro"' }, plan_name: null },
    ])
  })

  test('of a closed table hold the declared columns alone', () => {
    const closed = tableOf(company.columns, { isOpen: false })
    expect(rowsOf('{"data":[{"id":1,"extra":2,"plan":"x"}]}', closed)).toEqual([{ ...absent, id: '1' }])
  })

  test('keep keys that JavaScript gives a meaning', () => {
    const [row] = rowsOf('{"data":[{"__proto__":{"a":1},"constructor":2,"toJSON":3}]}', tableOf([]))
    expect(Object.entries(row ?? {})).toEqual([
      ['__proto__', { json: '{"a":1}' }],
      ['constructor', 2n],
      ['toJSON', 3n],
    ])
  })

  test('can be read twice, and for several tables', () => {
    const page = createPage(new TextEncoder().encode('{"data":[{"id":1,"tags":{"data":[{"id":"t"},{"id":"u"}]}}]}'))
    const tags = tableOf([{ name: 'id', type: 'text', path: ['id'] }], {
      records: ['data', '*', 'tags', 'data', '*'],
    })
    const rows = page.rows(tags)
    expect([...rows]).toEqual([{ id: 't' }, { id: 'u' }])
    expect([...rows]).toEqual([{ id: 't' }, { id: 'u' }])
    expect([...page.rows(company)]).toHaveLength(1)
  })
})

describe('the path of the records', () => {
  test.each([['{}'], ['null'], ['{"data":null}'], ['{"data":[]}'], ['{"data":[null]}'], ['\ufeff{"data":[]}']])(
    'finds none in %j',
    (body) => expect(rowsOf(body, company)).toEqual([]),
  )

  test.each([
    ['{"data":{}}', 'Expected a list at data'],
    ['{"data":[1]}', 'Expected an object at data.*'],
    ['[]', 'Expected an object at the body'],
    ['', 'A body of 0 bytes is not JSON'],
    ['{"data":[{"id":1}', 'A body of 17 bytes is not JSON'],
    [`{"data":[{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}`, 'nested too deeply'],
  ])('refuses %.40j rather than lose a record', (body, message) => {
    expect(() => rowsOf(body, company)).toThrow(
      expect.objectContaining({ code: 'INVALID_PAGE', message: expect.stringContaining(message) }),
    )
  })

  test('may name one record, or lists in lists', () => {
    expect(rowsOf('{"id":1}', tableOf(company.columns, { records: [] }))).toEqual([{ ...absent, id: '1' }])
    expect(rowsOf('[[{"id":1}],[{"id":2}]]', tableOf(company.columns, { records: ['*', '*'] }))).toHaveLength(2)
  })
})

test('bytes that are not UTF-8 become U+FFFD, and the record is kept', () => {
  const bytes = Uint8Array.from([...Buffer.from('{"data":[{"id":"a'), 0xff, ...Buffer.from('b"}]}')])
  expect([...createPage(bytes).rows(company)]).toEqual([{ ...absent, id: 'a\ufffdb' }])
})
