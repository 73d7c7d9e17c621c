import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseEnvelope } from '../src/envelope/parse-envelope.ts'
import { readEnvelope } from '../src/envelope/read-envelope.ts'
import { scanEnvelope } from '../src/envelope/scan-envelope.ts'

import type { Envelope } from '@ingestr/intercom-client'

const keys = ['data', 'conversations']
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string): Envelope =>
  readEnvelope(bytesOf(text), { endpoint: 'GET /x', recordsKeys: keys, hasPages: false })

describe('the envelope', () => {
  it('is read past everything that looks like it but lies deeper', () => {
    const { records, count } = read(`{
      "notes": {"data": [{"id": "no"}], "total_count": 9},
      "data": [
        {"tags": {"id": "no", "data": [{"id": "no", "updated_at": 1}]}, "id": "a", "text": "\\"id\\": \\"no\\" ]}", "updated_at": 5},
        {"id": "b", "custom_attributes": {"id": 7, "created_at": 3}, "list": [[{"id": 1}], "id"], "created_at": 6}
      ],
      "pages": null
    }`)
    expect(count).toBe(2)
    expect(records).toEqual([
      { id: 'a', updatedAt: 5 },
      { id: 'b', createdAt: 6 },
    ])
  })

  it.each([
    ['1700000000', 1_700_000_000],
    ['1700000000123', 1_700_000_000.123],
    ['"1700000000"', 1_700_000_000],
    ['"2023-11-14T22:13:20Z"', 1_700_000_000],
    ['-5', -5],
    ['null', undefined],
    ['""', undefined],
    ['"soon"', undefined],
    ['true', undefined],
    ['{}', undefined],
    ['1e999', undefined],
  ])('gives the time %s as seconds', (written, seconds) => {
    expect(read(`{"data":[{"updated_at":${written}}]}`).records[0]?.updatedAt).toBe(seconds)
  })

  it.each([
    ['"abc"', 'abc'],
    ['"\\u0061\\n\\ud83e\\udd86"', 'a\n🦆'],
    ['9007199254740993', '9007199254740993'],
    ['null', undefined],
    ['[1]', undefined],
  ])('gives the id %s as text, digit for digit', (written, id) => {
    expect(read(`{"data":[{"id":${written}}]}`).records[0]?.id).toBe(id)
    // A key given twice is left to the parser, which must say the same.
    expect(read(`{"data":[{"id":"earlier","id":${written}}]}`).records[0]?.id).toBe(id)
  })

  it.each([
    [
      '[{"tags":{"has_more":true},"notes":{"has_more" :\n true},"companies":{"has_more":false}},{"x":[{"has_more":true}]}]',
      3,
    ],
    [String.raw`[{"tags":{"has\u005fmore":true}}]`, 1],
    [
      String.raw`[{"name":"\"has_more\":true","has_more":"true","text":"has_more","has_more\"":true,"\"has_more":true}]`,
      0,
    ],
    [String.raw`[{"tags":{"has_more":null}},"has_more",true,{"\\":{"has_more":true}}]`, 1],
    ['[]', 0],
  ])('counts the lists inside the records %s that were cut short', (records, truncatedLists) => {
    expect(read(`{"has_more":true,"data":${records},"pages":{"has_more":true}}`).truncatedLists).toBe(truncatedLists)
  })

  it.each([
    ['{"next":{"page":2,"starting_after":"WzE3"}}', { page: 2, startingAfter: 'WzE3' }],
    ['{"next":"https://api.elsewhere.invalid/articles?per_page=60&page=2"}', { page: 2 }],
    ['{"next":"/companies?starting_after=a%2Bb"}', { startingAfter: 'a+b' }],
    ['{"next":null}', undefined],
    ['{"next":{"per_page":5,"starting_after":null}}', undefined],
    ['{}', undefined],
  ])('finds the next page in %s', (pages, next) => {
    expect(read(`{"data":[],"pages":${pages}}`).next).toEqual(next)
  })
})

const ordinaryKey = fc.constantFrom('id', 'created_at', 'updated_at', 'data', 'conversations', 'pages', 'next', 'page')
const otherKey = fc.constantFrom(
  'per_page',
  'total_pages',
  'starting_after',
  'total_count',
  'scroll_param',
  'has_more',
  'has_more"',
  '"has_more',
  'name',
  '',
  'ïd',
)
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"has_more":true',
    'has_more',
    '"has_more',
    '", "has_more": true, "',
    '',
    '"',
    '\\',
    '\u0000',
    '\u2028',
    '{"id":1}',
    'https://x/y?page=3',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
)
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(ordinaryKey, otherKey, fc.string()), tie('value'), { maxKeys: 6 }),
  ),
}))
const body = fc.record(
  {
    data: fc.oneof(
      fc.array(
        fc.record(
          {
            id: scalar,
            updated_at: scalar,
            tags: fc.record({ has_more: fc.oneof(fc.boolean(), scalar) }),
            nested: anyJson,
          },
          { requiredKeys: [] },
        ),
      ),
      anyJson,
    ),
    conversations: anyJson,
    pages: fc.oneof(fc.record({ next: anyJson, page: scalar, total_pages: scalar }, { requiredKeys: [] }), anyJson),
    total_count: anyJson,
    scroll_param: scalar,
    other: anyJson,
  },
  { requiredKeys: [] },
)
const space = fc.constantFrom('', ' ', '\n', '\t\r ', '  ')

/** JSON text with odd spacing, duplicate keys, escaped keys, numbers beyond doubles. */
const uglyText = fc.tuple(body, space, fc.integer({ min: 0, max: 7 }), fc.nat()).map(([value, gap, kind, at]) => {
  const text = JSON.stringify(value, null, gap.replaceAll(/[^ ]/g, ''))
  if (kind === 1) return text.replace('"id"', String.raw`"\u0069d"`)
  if (kind === 6)
    return text.replace('"has_more"', at % 2 === 0 ? String.raw`"has\u005fmore"` : String.raw`"has_mor\u0065"`)
  if (kind === 7) return text.replace('"has_more":', '"has_more" \n\t:\r ')
  if (kind === 2) return text.replace(/\d+/, (digits) => `${digits}12345678901234567890.5e2`)
  if (kind === 3) return `${gap}${text}${gap}`
  if (kind === 4) return text.replace('{', '{"data":[{"id":1}],"pages":{"page":1},')
  // Something is cut out, so that most of these are no JSON.
  if (kind === 5) return text.slice(0, at % (text.length + 1)) + text.slice((at % (text.length + 1)) + 1)
  return text
})

describe('the scanner', () => {
  it('agrees with a parser on every body that it does not leave to it', () => {
    let scanned = 0
    fc.assert(
      fc.property(uglyText, (text) => {
        const bytes = bytesOf(text)
        const fast = scanEnvelope(bytes, keys)
        if (fast === undefined) return
        scanned += 1
        expect(fast).toEqual(parseEnvelope(bytes, keys))
      }),
      { numRuns: 3000 },
    )
    expect(scanned).toBeGreaterThan(1000)
  })

  it('reads every body as JavaScript prints it by itself, without the parser', () => {
    fc.assert(
      fc.property(body, fc.boolean(), (value, isSpaced) => {
        // Only control characters are printed as `\u`, and no ordinary key has one.
        const text = JSON.stringify(value, null, isSpaced ? 2 : 0).replaceAll(/\\u..../g, '-')
        const bytes = bytesOf(text)
        expect(scanEnvelope(bytes, keys)).toEqual(parseEnvelope(bytes, keys))
      }),
    )
  })

  it('takes no bytes for JSON that a parser does not', () => {
    const soup = fc.array(
      fc.constantFrom(...'{}[]:,"\\ 0-1.eE+tfn'.split(''), 'true', 'null', '"data"', '"id":', '\u0001', 'é'),
    )
    fc.assert(
      fc.property(soup, fc.boolean(), (pieces, isWrapped) => {
        const bytes = bytesOf(isWrapped ? `{"data":[${pieces.join('')}]}` : pieces.join(''))
        if (parseEnvelope(bytes, keys) === undefined) expect(scanEnvelope(bytes, keys)).toBeUndefined()
      }),
      { numRuns: 5000 },
    )
  })

  it('leaves extreme nesting and broken UTF-8 to the parser, which copes', () => {
    const deep = (levels: number): Uint8Array =>
      bytesOf(`{"data":[{"id":"a","x":${'['.repeat(levels)}${']'.repeat(levels)}}]}`)
    expect(scanEnvelope(deep(500), keys)).toBeUndefined()
    expect(readEnvelope(deep(500), { endpoint: 'x', recordsKeys: keys, hasPages: false }).records).toEqual([
      { id: 'a' },
    ])
    const broken = Uint8Array.from([...bytesOf('{"data":["'), 0xff, ...bytesOf('"]}')])
    expect(scanEnvelope(broken, keys)).toBeUndefined()
    expect(parseEnvelope(broken, keys)).toBeUndefined()
  })
})
