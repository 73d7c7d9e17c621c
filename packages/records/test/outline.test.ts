import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { forgetOutline, NumberText, outlinePage, outlineRecords, ValueReader } from '../src/index.ts'

import type { RecordOutline } from '../src/index.ts'

const listBody = (): Uint8Array => bytesOf('{"data":[{"id":1},null,{"id":2}]}')
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Each record as the paths of its members, with what begins there. */
function membersOf(text: string, outline: RecordOutline | undefined): unknown[] | undefined {
  const reader = new ValueReader(bytesOf(text))
  return outline?.starts.map((_, index) => {
    const [first = 0, end = 0] = outline.firsts.slice(index, index + 2)
    return Array.from(outline.ids.subarray(first, end), (id, place) => {
      const names: string[] = []
      for (let key = outline.keys[id]; key !== undefined; key = key.parent) names.unshift(JSON.parse(`"${key.name}"`))
      return [names.join('.'), JSON.parse(reader.token(outline.values[first + place] ?? 0))]
    })
  })
}

/** What `membersOf` is to give for a record. */
function flatten(value: unknown, path: readonly string[] = []): unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    [[...path, key].join('.'), inner],
    ...flatten(inner, [...path, key]),
  ])
}

/** Whether no key is written so that it may be another one, and none is special in JavaScript. */
function isPlain(body: unknown): boolean {
  const keys = JSON.stringify(body).matchAll(/"(?:[^"\\]|\\.)*":/g)
  return !keys.some(([each]) => each.includes('\\u') || each === '"__proto__":')
}

describe('an outline', () => {
  it('is of every object that a parser reads, as JavaScript prints it', () => {
    // Keys that may be written in other ways are for a parser.
    const key = fc.stringMatching(/^[a-zé{}[\]:, .]{0,6}$/)
    const value = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    }))
    fc.assert(
      fc.property(fc.array(value.object, { maxLength: 6 }).filter(isPlain), fc.constantFrom(0, 2), (data, indent) => {
        const text = JSON.stringify({ before: 1, data, after: [null] }, undefined, indent)
        const outline = outlinePage(bytesOf(text))
        expect(outline && [...outline.keys()]).toEqual(['before', 'data', 'after'])
        expect(membersOf(text, outline?.get('data')?.list)).toEqual(data.map((record) => flatten(record)))
        const list = outline?.get('data')?.list
        const records = list?.starts.map((start, index) => bytesOf(text).subarray(start, list.ends[index]))
        expect(records?.map((bytes) => JSON.parse(Buffer.from(bytes).toString()))).toEqual(data)
      }),
    )
  })

  it('is of nothing that a parser refuses', () => {
    const soup = fc
      .array(fc.constantFrom(...'{}[]:,"\\u0 -1.eE+tfn\n'.split(''), 'true', 'null', '"a":', 'é', '\u0001'))
      .map((pieces) => `{"data":[${pieces.join('')}]}`)
    const cut = fc.tuple(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.nat()).map(([data, at]) => {
      const text = JSON.stringify({ data })
      const place = at % (text.length + 1)
      return text.slice(0, place) + text.slice(place + 1)
    })
    fc.assert(
      fc.property(fc.oneof(soup, cut), (text) => {
        if (outlinePage(bytesOf(text)) !== undefined) expect(isJson(text)).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('counts how often a key is true in a list, wherever it is', () => {
    const text =
      '{"has_more":true,"data":[{"has_more":true,"a":[{"has_more":1},{"has_more":false},{"b":{"has_more":true}}]},' +
      '{"b":{"has_more": true}},{"has_mor":true,"has_more":false}],"others":[{"has_more":true}]}'
    const outline = outlinePage(bytesOf(text), { flag: 'has_more' })
    expect(outline?.get('data')?.list?.flagged).toBe(3)
    expect(outline?.get('others')?.list?.flagged).toBe(1)
    expect(outlinePage(bytesOf(text))?.get('data')?.list?.flagged).toBe(0)
  })

  it.each([
    ['a key that may be the one that is counted', String.raw`{"data":[{"a":[{"has\u005fmore":true}]}]}`],
    ['a key of a record that may be any', String.raw`{"data":[{"\u0069d":1}]}`],
    ['a key of the body that may be another one', String.raw`{"d\/ata":[]}`],
    ['a key twice in a record', '{"data":[{"id":1,"id":2}]}'],
    ['a key twice in an object of a record', '{"data":[{"a":{"id":1,"b":2,"id":3}}]}'],
    ['a key twice in the body', '{"data":[],"data":[]}'],
    ['more nesting than anybody writes', `{"data":${'['.repeat(300)}${']'.repeat(300)}}`],
    ['more objects in objects than anybody writes', `{"data":[${'{"a":'.repeat(300)}1${'}'.repeat(300)}]}`],
    ['space before a colon', '{"data":[{"a" :1}]}'],
    ['a list', '[{"a":1}]'],
  ])('is left to a parser for %s', (_, text) => {
    expect(isJson(text)).toBe(true)
    expect(outlinePage(bytesOf(text), { flag: 'has_more' })).toBeUndefined()
  })

  it('is left to a parser for what is not UTF-8', () => {
    const body = Buffer.concat([bytesOf('{"data":["'), Uint8Array.of(0xff), bytesOf('"]}')])
    expect(outlinePage(body)).toBeUndefined()
  })

  it('tells a key by every letter, whatever key was expected, also where only a colon or a quote is another', () => {
    const keys = ['plan', 'plam', 'pla', 'plann', 'Plan', 'pl:n', 'plan']
    const text = JSON.stringify({ data: keys.map((key) => ({ [key]: 1, name: 'n' })) })
    const list = outlinePage(bytesOf(text))?.get('data')?.list
    expect(list?.keys.map(({ name }) => name)).toEqual(['plan', 'name', 'plam', 'pla', 'plann', 'Plan', 'pl:n'])
    expect(membersOf(text, list)).toEqual(
      keys.map((key) => [
        [key, 1],
        ['name', 'n'],
      ]),
    )
  })

  it('holds more members than pages usually have', () => {
    const record = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index]))
    const text = JSON.stringify({ data: [record] })
    expect(membersOf(text, outlinePage(bytesOf(text))?.get('data')?.list)).toEqual([Object.entries(record)])
  })

  it('says which keys have a backslash', () => {
    const list = outlinePage(bytesOf(String.raw`{"data":[{"a\"b":1,"c":2}]}`))?.get('data')?.list
    expect(list?.keys.map(({ name, isEscaped }) => [name, isEscaped])).toEqual([
      [String.raw`a\"b`, true],
      ['c', false],
    ])
  })
})

describe('values at places of an outline', () => {
  it('lose no digit, and no escape', () => {
    const text = String.raw`{"a":"\u00fc\n","b":9007199254740993.50,"c":null,"d":true,"e":[1],"f":"plain"}`
    const reader = new ValueReader(bytesOf(text))
    const scalars = Array.from(outlinePage(bytesOf(text))?.values() ?? [], ({ start }) => reader.scalar(start))
    expect(scalars).toEqual(['ü\n', new NumberText('9007199254740993.50'), null, undefined, undefined, 'plain'])
  })
})

describe('the records that a path leads to', () => {
  it('are told without the nulls in their place', () => {
    expect(outlineRecords(listBody(), ['data', '*'])?.numbers).toEqual([1, 3])
    expect(
      outlineRecords(bytesOf('{"data":[{"items":[{},{}]},{"items":null},{"items":[{}]}]}'), ['data', '*', 'items', '*'])
        ?.numbers,
    ).toEqual([2 ** 20 + 1, 2 ** 20 + 2, 3 * 2 ** 20 + 1])
    expect(outlineRecords(bytesOf('{"other":1}'), ['data', '*'])?.numbers).toEqual([])
  })

  it('are those of an outline that was shared, for this body and as long as it is not forgotten', () => {
    const shared = listBody()
    const list = outlinePage(shared, { isShared: true })?.get('data')?.list
    expect(list).toBeDefined()
    expect(outlineRecords(shared, ['data', '*'])).toBe(list)
    expect(outlineRecords(shared, ['other', '*'])?.numbers).toEqual([])
    expect(outlineRecords(listBody(), ['data', '*'])).not.toBe(list)
    forgetOutline(shared)
    expect(outlineRecords(shared, ['data', '*'])).not.toBe(list)
  })

  it.each(['{"data":{"id":1}}', '{"data":["a"]}', '{"data":[[]]}'])('are left to a parser in %s', (text) => {
    expect(outlineRecords(bytesOf(text), ['data', '*'])).toBeUndefined()
  })
})
