import { unknownColumnName } from '@ingestr/records'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRecordScanner, type RecordScanner } from '../src/record-scan.ts'
import { typeOfForms } from '../src/value-forms.ts'
import { people, raw } from './fixture.ts'
import { uglyBodies } from './ugly-json.ts'

import type { TableDefinition } from '@ingestr/contract'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const decisive = ['id', 'updated_at']

function scannerOf(definition: TableDefinition = people, columns: readonly string[] = decisive): RecordScanner {
  return createRecordScanner(
    definition,
    definition.columns.filter(({ name }) => columns.includes(name)),
  )
}

function scan(body: string, definition?: TableDefinition): ReturnType<RecordScanner['scan']> {
  return scannerOf(definition).scan(bytesOf(body))
}

describe('a page that is looked through', () => {
  it('tells where its records are, and the cells that decide', () => {
    const body = `{"type":"list","data":[
      {"id":"a","updated_at":1700000000,"tags":{"id":"no","data":[{"id":"no"}]}},
      {"updated_at":"2026-01-01T10:00:00Z","name":"\\"id\\":1","id":-12},
      {"id":null},
      null,
      {"id":"é"}
    ],"total_count":5}`
    const { starts = [], ends = [], ...found } = scan(body) ?? {}
    const records = starts.map((start, index) => Buffer.from(bytesOf(body).subarray(start, ends[index])).toString())
    expect(records.map((text) => JSON.parse(text))).toEqual(JSON.parse(body).data.filter(Boolean))
    expect(found).toEqual({
      items: [1, 2, 3, 5],
      cells: [
        ['a', '-12', null, 'é'],
        ['1700000000', '2026-01-01T10:00:00Z', null, null],
      ],
      forms: new Map(),
    })
  })

  it.each([
    ['{"data":null}', []],
    ['{"other":[{}]}', []],
    ['null', []],
    ['{"data":[{"items":[{"id":"a"},null,{"id":"b"}]},{"items":null},{},{"items":[{"id":"c"}]}]}', [1, 3]],
  ])('numbers the items of lists in lists, as DuckDB is told to: %s', (body, ofFirst) => {
    const definition = { ...people, records: ['data', '*', 'items', '*'] }
    const items = scan(body, definition)?.items
    const fourth = ofFirst.length === 0 ? [] : [4 * 2 ** 20 + 1]
    expect(items).toEqual([...ofFirst.map((item) => 2 ** 20 + item), ...fourth])
  })

  it('fills every column of one path', () => {
    const [id] = people.columns
    const columns = [
      { name: 'id', type: 'text', path: id?.path ?? [] },
      { name: 'same', type: 'json', path: id?.path ?? [] },
    ] as const
    const scanner = createRecordScanner({ ...people, columns }, columns)
    expect(scanner.scan(bytesOf('{"data":[{"id":"a"}]}'))?.cells).toEqual([['a'], ['"a"']])
  })

  it('keeps the quotes of texts where the column wants JSON', () => {
    const columns = [{ name: 'id', type: 'json', path: ['id'] } as const]
    const scanner = createRecordScanner({ ...people, columns }, columns)
    expect(scanner.scan(bytesOf('{"data":[{"id":"a"},{"id":7}]}'))?.cells).toEqual([['"a"', '7']])
  })

  it.each([
    ['cut short', '{"data":[{"id":"a"}'],
    ['no JSON', '{"data":[{"id":"a",}]}'],
    ['with something behind it', '{"data":[{"id":"a"}]} x'],
    ['a list', '[{"id":"a"}]'],
    ['without a list', '{"data":{"id":"a"}}'],
    ['with a record that is a text', '{"data":["a"]}'],
    ['with two lists', '{"data":[],"data":[{"id":"a"}]}'],
    ['with a key twice', '{"data":[{"name":1,"id":"a","name":2}]}'],
    ['with a key of an object twice', '{"data":[{"id":"a","location":{"zip":1,"zip":2}}]}'],
    ['with an escaped key', String.raw`{"data":[{"\u0069d":"a"}]}`],
    ['with a quote in a key', String.raw`{"data":[{"i\"d":"a"}]}`],
    ['with an escape in an id', String.raw`{"data":[{"id":"\u0061"}]}`],
    ['with a fraction as id', '{"data":[{"id":1.0}]}'],
    ['with an exponent in a version', '{"data":[{"id":"a","updated_at":1e9}]}'],
    ['with a negative nothing as id', '{"data":[{"id":-0}]}'],
    ['with more digits than 64 bits hold', '{"data":[{"id":9223372036854775808}]}'],
    ['with an object as id', '{"data":[{"id":{"a":1}}]}'],
    ['with a flag as version', '{"data":[{"id":"a","updated_at":true}]}'],
  ])('is left to DuckDB where it is %s', (_, body) => {
    expect(scan(body)).toBeUndefined()
  })

  it('is left to DuckDB where it is not UTF-8', () => {
    const body = Buffer.concat([bytesOf('{"data":[{"id":"'), Uint8Array.of(0xff), bytesOf('"}]}')])
    expect(scannerOf().scan(body)).toBeUndefined()
  })
})

describe('what the definition does not tell of', () => {
  it('is found in the order of arrival, keys of a record before those of its objects', () => {
    const scanner = scannerOf()
    scanner.scan(bytesOf('{"data":[{"id":"a","location":{"zip":1,"city":"x"},"plan":2}]}'))
    expect(scanner.findings).toEqual({ unknown: [['plan'], ['location', 'zip']], drifted: [] })
    scanner.scan(bytesOf('{"data":[{"seen":1,"id":"b","plan":3},{"id":"c","location":"Bonn"},{"location":[]}]}'))
    expect(scanner.findings).toEqual({ unknown: [['plan'], ['location', 'zip'], ['seen']], drifted: [['location']] })
  })

  it('is found on a page as well that is then left to DuckDB: the next page must not hide it', () => {
    const scanner = scannerOf()
    expect(scanner.scan(bytesOf('{"data":[{"id":"a","plan":1,"id":"b"}]}'))).toBeUndefined()
    expect(scanner.scan(bytesOf('{"data":[{"id":"c","plan":1}]}'))).toBeDefined()
    expect(scanner.findings.unknown).toEqual([['plan']])
  })

  it('is told apart also where the memory of a page is used again: what was seen is a copy', () => {
    const scanner = scannerOf()
    const memory = Buffer.from('{"data":[{"id":"a","plan":1}]}')
    scanner.scan(memory)
    memory.write('{"data":[{"id":"a","seat":1}]}')
    scanner.scan(memory)
    expect(scanner.findings.unknown).toEqual([['plan'], ['seat']])
  })

  it('has a form for each column that it brings, in a flattened object and where that is none, too', () => {
    const body =
      '{"data":[{"id":"a","plan":1,"seen":null,"location":{"zip":"1","city":"x"}},{"plan":[],"location":true},{"location":null}]}'
    const forms = Array.from(scan(body)?.forms ?? [], ([name, bits]) => [name, typeOfForms(bits)])
    expect(forms).toEqual([
      ['plan', 'VARCHAR'],
      ['location_zip', 'VARCHAR'],
      ['location', 'BOOLEAN'],
    ])
  })

  it('does not count where the table is closed', () => {
    const scanner = scannerOf({ ...people, isOpen: false })
    expect(scanner.scan(bytesOf('{"data":[{"id":"a","plan":1}]}'))?.forms).toEqual(new Map())
    expect(scanner.findings).toEqual({ unknown: [], drifted: [] })
  })

  it('is told apart by every letter, though the order of keys is expected to stay', () => {
    const scanner = scannerOf()
    for (const key of ['plan', 'plam', 'pla', 'plann', 'Plan', 'plan'])
      scanner.scan(bytesOf(`{"data":[{"id":"a","${key}":1,"name":"n"}]}`))
    expect(scanner.findings.unknown).toEqual([['plan'], ['plam'], ['pla'], ['plann'], ['Plan']])
  })
})

it('finds what the reference finds, on every page that is not left to DuckDB', () => {
  const geo = { name: 'geo', type: 'json', path: ['location', 'geo', 'lat'] } as const
  const definition: TableDefinition = { ...people, columns: [...people.columns, geo] }
  const declared = new Set(definition.columns.map(({ name }) => name))
  const asWritten: TableDefinition = {
    ...people,
    columns: decisive.map((name) => ({ name, type: 'integer', path: [name] })),
    isOpen: false,
  }
  let scanned = 0
  fc.assert(
    fc.property(uglyBodies({ hasRefused: true }), (bodies) => {
      const scanner = scannerOf(definition)
      for (const body of bodies) {
        const found = scanner.scan(bytesOf(body))
        if (found === undefined) continue
        if (found.items.length > 0) scanned += 1
        const rows = Array.from(raw(body).rows(asWritten))
        expect(found.items).toEqual(rows.map((_, index) => index + 1))
        for (const [column, name] of decisive.entries()) {
          const values = rows.map((row) => row[name] ?? null)
          expect(found.cells[column]).toEqual(values.map((value) => (value === null ? null : String(value))))
        }
        const { unknown, drifted } = scanner.findings
        const names = new Set([...unknown, ...drifted].map((path) => unknownColumnName(path, definition)))
        const columns = Array.from(raw(body).rows(definition), (row) => Object.keys(row)).flat()
        for (const column of columns) if (!declared.has(column)) expect(names).toContain(column)
      }
    }),
    { numRuns: 500 },
  )
  expect(scanned).toBeGreaterThan(200)
})
