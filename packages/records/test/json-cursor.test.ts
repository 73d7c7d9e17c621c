import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { JsonCursor, JsonSurprise, NumberText } from '../src/index.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function isRead(text: string): boolean {
  const cursor = new JsonCursor(bytesOf(text))
  try {
    cursor.skipValue()
    cursor.end()
    return true
  } catch (error) {
    if (error instanceof JsonSurprise) return false
    throw error
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('a cursor over JSON', () => {
  it('reads what a parser reads, as JavaScript prints it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(isRead(text)).toBe(true)
      }),
    )
  })

  it('reads nothing that a parser refuses', () => {
    const soup = fc
      .array(fc.constantFrom(...'{}[]:,"\\u0 -1.eE+tfn\n'.split(''), 'true', 'null', '"a":', 'é', '\u0001'))
      .map((pieces) => pieces.join(''))
    const cut = fc.tuple(fc.json(), fc.nat()).map(([text, at]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + text.slice(place + 1)
    })
    fc.assert(
      fc.property(fc.oneof(soup, cut), (text) => {
        if (isRead(text)) expect(isJson(text)).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('gives scalars without losing a digit, and the keys of an object as they are written', () => {
    const text = String.raw`{"a":"\u00fc\n","b":9007199254740993.50,"c":null,"d":true,"e":[1]}`
    const cursor = new JsonCursor(bytesOf(text))
    const members: unknown[] = []
    cursor.object((start, end) => members.push([cursor.text(start, end), cursor.scalar()]))
    cursor.end()
    expect(members).toEqual([
      ['a', 'ü\n'],
      ['b', new NumberText('9007199254740993.50')],
      ['c', null],
      ['d', undefined],
      ['e', undefined],
    ])
  })

  it('counts how often a key is true, wherever it is', () => {
    const cursor = new JsonCursor(
      bytesOf('{"has_more":true,"a":[{"has_more":1},{"has_more":false}],"b":{"has_more": true}}'),
      'has_more',
    )
    cursor.skipValue()
    expect(cursor.flagged).toBe(2)
  })

  it.each([
    ['a key that may be the one that is counted', String.raw`{"a":{"has\u005fmore":true}}`],
    ['more nesting than anybody writes', '['.repeat(300) + ']'.repeat(300)],
    ['space before a colon', '{"a" :1}'],
  ])('is surprised by %s', (_, text) => {
    const cursor = new JsonCursor(bytesOf(text), 'has_more')
    expect(() => cursor.skipValue()).toThrow(JsonSurprise)
  })
})
