import { createPage, createPageRewriter, trimEdits, type RecordEdit } from '@ingestr/records'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { tableOf } from './tables.ts'

const star: RecordEdit['change'] = () => '*'
const drop: RecordEdit['change'] = 'remove'

describe('a page rewriter', () => {
  it.each([
    [['a'], star, '{"a":1,"b":2}', '{"a":"*","b":2}'],
    [['a'], star, '{"b":2}', '{"b":2}'],
    [['a'], star, '{"a":null}', '{"a":null}'],
    [['a', 'b'], star, '{"a":{"b":1,"c":1}}', '{"a":{"b":"*","c":1}}'],
    [['a', '*'], star, '{"a":{"b":1,"c":null}}', '{"a":{"b":"*","c":null}}'],
    [['a', '*'], star, '{"a":[1,[2],null]}', '{"a":["*","*",null]}'],
    [['a', '*', 'b'], star, '{"a":[{"b":1},{"c":2},{"b":null}]}', '{"a":[{"b":"*"},{"c":2},{"b":null}]}'],
    [['a', 'b'], star, '{"a":[{"b":1},{"b":2}]}', '{"a":[{"b":"*"},{"b":"*"}]}'],
    [['a'], drop, '{"a":1,"b":2}', '{"b":2}'],
    [['a'], drop, '{"a":null,"b":2}', '{"b":2}'],
    [['a', '*'], drop, '{"a":[1,2,null]}', '{"a":[]}'],
    [['a', 'b'], drop, '{"a":{"b":1,"c":1}}', '{"a":{"c":1}}'],
    [['__proto__'], star, '{"__proto__":1,"b":2}', '{"__proto__":"*","b":2}'],
    [['constructor'], star, '{"b":2}', '{"b":2}'],
  ] as const)('changes what is at %j', (path, change, given, expected) => {
    expect(rewritten(given, [{ path, change }])).toBe(expected)
  })

  it.each(['"text"', '7', 'true'])('changes %s itself where an object is expected on the way', (value) => {
    expect(rewritten(`{"a":${value}}`, [{ path: ['a', 'b'], change: star }])).toBe('{"a":"*"}')
    expect(rewritten(`{"a":${value}}`, [{ path: ['a', '*'], change: star }])).toBe('{"a":"*"}')
  })

  it('keeps every digit that it does not change, and what stands around the records', () => {
    const rewrite = createPageRewriter([{ records: ['data', '*'], edits: [{ path: ['a'], change: star }] }])
    const body = '{"data":[{"a":1,"n":12345678901234567890.10,"e":1E400}],"total_count":1,"pages":{"next":null}}'
    expect(textOf(rewrite(createPage(bytesOf(body))))).toBe(body.replace('"a":1', '"a":"*"'))
  })

  it('leaves any document as it is where no edit fits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const body = JSON.stringify({ data: [{ it: value }] })
        const rewrite = createPageRewriter([{ records: ['data', '*'], edits: [{ path: ['absent'], change: star }] }])
        expect(JSON.parse(textOf(rewrite(createPage(bytesOf(body)))))).toEqual(JSON.parse(body))
      }),
    )
  })

  it('refuses a body that is not JSON', () => {
    const rewrite = createPageRewriter([{ records: ['data', '*'], edits: [] }])
    expect(() => rewrite(createPage(bytesOf('{"data":[')))).toThrow(expect.objectContaining({ code: 'INVALID_PAGE' }))
  })
})

describe('trimming', () => {
  const table = tableOf(
    [
      { name: 'id', type: 'text', path: ['id'] },
      { name: 'plan_name', type: 'text', path: ['plan', 'name'] },
      { name: 'tags', type: 'json', path: ['tags'] },
    ],
    { primaryKey: ['id'] },
  )

  it('takes white space from both ends of text in columns, declared or not, and from nothing else', () => {
    const record = {
      id: ' 1 ',
      plan: { name: '\tPro\u00a0\n', other: ' x' },
      extra: ' a b ',
      tags: [' t '],
      n: 1,
      no: null,
    }
    expect(JSON.parse(rewritten(JSON.stringify(record), trimEdits(table)))).toEqual({
      ...record,
      plan: { name: 'Pro', other: 'x' },
      extra: 'a b',
    })
  })
})

function rewritten(record: string, edits: readonly RecordEdit[]): string {
  const rewrite = createPageRewriter([{ records: ['data', '*'], edits }])
  return textOf(rewrite(createPage(bytesOf(`{"data":[${record}]}`)))).slice('{"data":['.length, -']}'.length)
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function textOf({ bytes }: { readonly bytes: Uint8Array }): string {
  return new TextDecoder().decode(bytes)
}
