import { createHash, createHmac } from 'node:crypto'

import { maskAlgorithms } from '@ingestr/records'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { algorithmOf, masked, maskOf } from './masked.ts'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

describe.each([
  ['hash', undefined, '"anna"', `"${digest('anna')}"`],
  ['sha256', undefined, '12345678901234567890', `"${digest('12345678901234567890')}"`],
  ['sha256', undefined, '{"a":1.50}', `"${digest('{"a":1.50}')}"`],
  ['md5', undefined, '"anna"', `"${createHash('md5').update('anna').digest('hex')}"`],
  ['hmac', 'key', '"anna"', `"${createHmac('sha256', 'key').update('anna').digest('hex')}"`],
  ['email', undefined, '"anna.meyer@example.com"', '"a***@example.com"'],
  ['email', undefined, '"a@example.com"', '"***@example.com"'],
  ['email', undefined, '"no address"', '"***"'],
  ['phone', undefined, '"+49 (30) 1234-5678"', '"+** (**) ****-5678"'],
  ['phone', undefined, '"911"', '"***"'],
  ['credit_card', undefined, '"4111 1111 1111 1234"', '"**** **** **** 1234"'],
  ['credit_card', undefined, '4111111111111234', '"************1234"'],
  ['ssn', undefined, '"123-45-6789"', '"***-**-6789"'],
  ['ssn', undefined, '"6789"', '"***-**-****"'],
  ['redact', undefined, '"anna"', '"REDACTED"'],
  ['redact', undefined, '{"deep":[1]}', '"REDACTED"'],
  ['stars', undefined, '"añ😀a"', '"****"'],
  ['fixed', undefined, 'true', '"MASKED"'],
  ['fixed', 'a:b,c', '7', '"a:b,c"'],
  ['partial', undefined, '"annabelle"', '"an*****le"'],
  ['partial', undefined, '"anna"', '"****"'],
  ['partial', '1', '"anna"', '"a**a"'],
  ['first_letter', undefined, '"Anna"', '"A***"'],
  ['first_letter', undefined, '"A"', '"*"'],
  ['round', undefined, '1234', '1230'],
  ['round', undefined, '-15', '-10'],
  ['round', '100', '"1250"', '1300'],
  ['round', undefined, '"many"', 'null'],
  ['round', undefined, 'true', 'null'],
  ['range', undefined, '250', '"200-300"'],
  ['range', '10', '-0.5', '"-10-0"'],
  ['range', undefined, '200', '"200-300"'],
  ['noise', undefined, '"?"', 'null'],
  ['date_shift', undefined, '"yesterday"', 'null'],
  ['date_shift', undefined, '"2026-02-30"', 'null'],
  ['year_only', undefined, '1700000000', '2023'],
  ['year_only', undefined, '"2023-12-31T23:30:00-01:00"', '2024'],
  ['year_only', undefined, '1700000000000', '2023'],
  ['month_year', undefined, '1700000000', '"2023-11"'],
  ['month_year', undefined, '"2023-11-14"', '"2023-11"'],
  ['month_year', undefined, '"soon"', 'null'],
])('%s with %j', (name, parameter, given, expected) => {
  test(`makes ${given} ${expected}`, () => expect(masked(given, maskOf(name, parameter))).toBe(expected))
})

describe.each(Object.entries(maskAlgorithms))('%s', (name, algorithm) => {
  test('leaves null as it is', () => expect(masked('null', maskOf(name))).toBe('null'))

  test('makes JSON of the type that it declares, or null, of any value', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const result: unknown = JSON.parse(masked(json, maskOf(name)))
        if (result === null || algorithm.result === 'same') return
        if (algorithm.result === 'text') expect(result).toBeTypeOf('string')
        else expect(result).toSatisfy(Number.isInteger)
      }),
    )
  })

  test('gives one value one mask, as long as the secret is the same', () => {
    const inOneRun = maskOf(name)
    const [first, again] = ['"anna.meyer@example.com"', '"anna.meyer@example.com"'].map((it) => masked(it, inOneRun))
    expect(again).toBe(first)
    expect(masked('"anna.meyer@example.com"', maskOf(name))).toBe(first)
  })
})

describe.each(['hmac', 'uuid', 'random', 'noise', 'date_shift'])('%s', (name) => {
  test('makes something else with another secret', () => {
    const values = name === 'noise' ? ['123456789'] : ['1700000000']
    const made = (secret: string) => values.map((value) => masked(value, maskOf(name, undefined, secret)))
    expect(made('one secret')).not.toEqual(made('another secret'))
  })
})

test.each(['hash', 'sha256', 'md5', 'hmac', 'uuid'])('%s keeps values apart', (name) => {
  const mask = maskOf(name)
  const made = Array.from({ length: 5000 }, (_, number) => masked(String(number), mask))
  expect(new Set(made).size).toBe(5000)
  expect(algorithmOf(name).keepsApart).not.toBe('never')
})

test('a uuid is one of version 8', () => {
  expect(masked('"anna"', maskOf('uuid'))).toMatch(/^"[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}"$/)
})

test('noise stays within its share, keeps integers whole, and text text', () => {
  const mask = maskOf('noise', '0.1')
  const made = Array.from({ length: 200 }, (_, index) => Number(masked(String(100_000 + index), mask)))
  expect(Math.min(...made)).toBeGreaterThanOrEqual(90_000)
  expect(Math.max(...made)).toBeLessThanOrEqual(110_221)
  expect(new Set(made).size).toBeGreaterThan(150)
  expect(made.every((number) => Number.isInteger(number))).toBe(true)
  expect(masked('"100"', mask)).toMatch(/^"\d+"$/)
  expect(masked('0.5', mask)).toMatch(/^0\.\d+$/)
})

test('date_shift moves by whole seconds, both ways, no further than its days, in the form that it had', () => {
  const mask = maskOf('date_shift', '1')
  const moved = Array.from(
    { length: 200 },
    (_, index) => Number(masked(String(1_700_000_000 + index), mask)) - 1_700_000_000 - index,
  )
  expect(moved.every((seconds) => Number.isInteger(seconds) && Math.abs(seconds) <= 86_400)).toBe(true)
  expect(Math.min(...moved)).toBeLessThan(-40_000)
  expect(Math.max(...moved)).toBeGreaterThan(40_000)
  expect(masked('"2026-11-23"', mask)).toMatch(/^"2026-11-2[234]"$/)
  expect(masked('"2026-11-23T12:00:00Z"', mask)).toMatch(/^"2026-11-2[234]T\d\d:\d\d:\d\d\.000Z"$/)
  expect(Math.abs(Number(masked('1700000000000', mask)) - 1_700_000_000_000)).toBeLessThanOrEqual(86_400_000)
})

test('random keeps what kind of character stands where', () => {
  const mask = maskOf('random')
  expect(masked('"Änna-7 B"', mask)).toMatch(/^"[A-Z][a-z]{3}-\d [A-Z]"$/)
  expect(masked('-120.05', mask)).toMatch(/^-[1-9]\d\d\.[1-9]\d$/)
  expect(['true', 'false']).toContain(masked('true', mask))
})

test('sequential numbers values by their first appearance, and refuses to remember more than a million', () => {
  const mask = maskOf('sequential')
  expect(['"b"', '"a"', '"b"', '3'].map((value) => masked(value, mask))).toEqual(['1', '2', '1', '3'])
  for (let number = 4; number <= 1_000_000; number += 1) mask(`v${number}`)
  expect(masked('"b"', mask)).toBe('1')
  expect(() => mask('one more')).toThrow(expect.objectContaining({ code: 'MASK_EXHAUSTED' }))
})

test.each([
  ['round', ['0', '-1', '1.5', '', 'x']],
  ['range', ['0', '1e3']],
  ['noise', ['0', '-0.1', 'x', '']],
  ['date_shift', ['0', '1.5', '-3']],
  ['partial', ['0', 'x']],
  ['hmac', ['']],
])('%s takes none of the parameters %j', (name, parameters) => {
  for (const parameter of parameters) expect(algorithmOf(name).parameter?.isValid(parameter)).toBe(false)
})
