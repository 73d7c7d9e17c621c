import { describe, expect, test } from 'vitest'

import { cellOf, unknownCellOf } from './tables.ts'

describe('an integer column', () => {
  test.each([
    ['12', 12n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-170141183460469231731687303715884105729', -170141183460469231731687303715884105729n],
    ['"12"', 12n],
  ])('holds %s as the integer %s', (json, value) => expect(cellOf(json, 'integer')).toBe(value))

  test.each([
    ['1.5', 1.5],
    ['1e3', 1000],
    ['"012"', '012'],
    ['"-0"', '-0'],
    ['" 12"', ' 12'],
    ['true', true],
    ['[1]', { json: '[1]' }],
  ])('gives %s as what it is', (json, value) => expect(cellOf(json, 'integer')).toEqual(value))
})

describe('a double column', () => {
  test.each([
    ['12', 12],
    ['1.50', 1.5],
    ['-9007199254740992', -9_007_199_254_740_992],
    ['1e-3', 0.001],
    ['"2.5"', 2.5],
  ])('holds %s as the number %s', (json, value) => expect(cellOf(json, 'double')).toBe(value))

  test.each([
    ['9007199254740993', 9_007_199_254_740_993n],
    ['1e400', '1e400'],
    ['"2.50"', '2.50'],
    ['"9007199254740993"', '9007199254740993'],
    ['"NaN"', 'NaN'],
    ['""', ''],
    ['false', false],
  ])('gives %s as what it is, as a double would change it', (json, value) =>
    expect(cellOf(json, 'double')).toEqual(value),
  )
})

describe('a boolean column', () => {
  test.each([
    ['true', true],
    ['false', false],
    ['"true"', true],
    ['"false"', false],
  ])('holds %s', (json, value) => expect(cellOf(json, 'boolean')).toBe(value))

  test.each([
    ['1', 1n],
    ['"TRUE"', 'TRUE'],
    ['""', ''],
  ])('gives %s as what it is', (json, value) => expect(cellOf(json, 'boolean')).toBe(value))
})

describe('a text column', () => {
  test.each([
    ['"a\\u0000b"', 'a\u0000b'],
    ['""', ''],
    ['4662804711282882593', '4662804711282882593'],
    ['1.10', '1.10'],
    ['true', 'true'],
    ['{"a" : 1.10}', { json: '{"a":1.10}' }],
  ])('holds %s as text without changing a digit', (json, value) => expect(cellOf(json, 'text')).toEqual(value))
})

describe('a json column', () => {
  test.each([
    ['{ "a": [1.10, 1E5, -0, 12345678901234567890] }', '{"a":[1.10,1E5,-0,12345678901234567890]}'],
    ['"text"', '"text"'],
    ['1.0', '1.0'],
    ['{"a":1,"a":2.0}', '{"a":2.0}'],
    ['"\\ud83d\\ude00 \\ud83d \\\\ud83d"', '"😀 \ufffd \\\\ud83d"'],
  ])('holds %s as %s', (json, text) => expect(cellOf(json, 'json')).toEqual({ json: text }))

  test('is null where the value is null', () => expect(cellOf('null', 'json')).toBeNull())
})

describe('a timestamp column', () => {
  test.each([
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['"1700000000"', '2023-11-14T22:13:20.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['-1', '1969-12-31T23:59:59.000Z'],
    ['99999999999', '5138-11-16T09:46:39.000Z'],
    ['100000000000', '1973-03-03T09:46:40.000Z'],
    ['1700000000123', '2023-11-14T22:13:20.123Z'],
    ['"2024-02-29T23:30:00.5+05:30"', '2024-02-29T18:00:00.500Z'],
    ['"2024-02-29 23:30-08"', '2024-03-01T07:30:00.000Z'],
    ['"2024-01-01T00:00:00.123000Z"', '2024-01-01T00:00:00.123Z'],
  ])('of unix seconds reads %s as %s', (json, instant) =>
    expect(cellOf(json, 'timestamp', 'unix-seconds')).toEqual(new Date(instant)),
  )

  test.each([
    ['100000000000000', 100_000_000_000_000n],
    ['1700000000.5', 1_700_000_000.5],
    ['"2023-02-29T00:00:00Z"', '2023-02-29T00:00:00Z'],
    ['"2024-01-01T00:00:00"', '2024-01-01T00:00:00'],
    ['"2024-01-01"', '2024-01-01'],
    ['"2024-01-01T00:00:00.123456Z"', '2024-01-01T00:00:00.123456Z'],
    ['"2024-01-01T00:00:00+99:00"', '2024-01-01T00:00:00+99:00'],
    ['"soon"', 'soon'],
    ['""', ''],
    ['true', true],
  ])('gives %s as what it is', (json, value) => expect(cellOf(json, 'timestamp', 'unix-seconds')).toBe(value))

  test('of ISO 8601 takes no number for a time', () =>
    expect(cellOf('1700000000', 'timestamp', 'iso-8601')).toBe(1_700_000_000n))
})

describe('an unknown key', () => {
  test.each([
    ['1', 1n],
    ['1.5', 1.5],
    ['"12"', '12'],
    ['true', true],
    ['null', null],
    ['[]', { json: '[]' }],
    ['{"a":1.10}', { json: '{"a":1.10}' }],
  ])('keeps the natural type of %s', (json, value) => expect(unknownCellOf(json)).toEqual(value))
})
