import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { cellOf, rowsOf, tableOf, unknownCellOf } from './tables.ts'

const digits = fc.stringMatching(/^(0|[1-9][0-9]{0,40})$/)
const sign = fc.constantFrom('', '-')
const integerToken = fc.tuple(sign, digits).map((parts) => parts.join(''))
const numberToken = fc
  .tuple(integerToken, fc.stringMatching(/^(\.[0-9]{1,30})?$/), fc.stringMatching(/^([eE][+-]?[0-9]{1,3})?$/))
  .map((parts) => parts.join(''))

/** JSON text without white space, its numbers written in every way that JSON allows. */
const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    numberToken,
    fc.constantFrom('null', 'true', 'false'),
    fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_é]{0,5}$/), tie('value')), {
        selector: ([key]) => key,
        maxLength: 4,
      })
      .map((pairs) => `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
  ),
})).value

test('a json column gives back every digit, escape and order of what came', () => {
  fc.assert(
    fc.property(jsonText, (json) => {
      expect(cellOf(json, 'json')).toEqual(json === 'null' ? null : { json })
    }),
  )
})

test('integers of any size keep every digit', () => {
  fc.assert(
    fc.property(integerToken, (token) => {
      expect(cellOf(token, 'integer')).toBe(BigInt(token))
      expect(unknownCellOf(token)).toBe(BigInt(token))
      expect(cellOf(token, 'text')).toBe(token)
    }),
  )
})

test('a number is given as the nearest double, an integer that has none as itself, one beyond all as text', () => {
  fc.assert(
    fc.property(numberToken, (token) => {
      const value = cellOf(token, 'double')
      if (typeof value === 'bigint') {
        expect(value).toBe(BigInt(token))
        expect(value > 2n ** 53n || value < -(2n ** 53n)).toBe(true)
      } else if (typeof value === 'string') {
        expect([value, Math.abs(Number(token))]).toEqual([token, Number.POSITIVE_INFINITY])
      } else expect(value).toBe(Number(token))
    }),
  )
})

test('text of any characters comes out as it went in, half surrogate pairs as U+FFFD', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0xd7_f0, max: 0xe0_10 })), (text, units) => {
      expect(cellOf(JSON.stringify(text), 'text')).toBe(text)
      const halves = String.fromCharCode(...units)
      expect(cellOf(JSON.stringify(halves), 'text')).toBe(halves.toWellFormed())
      expect(cellOf(JSON.stringify(`\\${halves}`), 'json')).toEqual({
        json: JSON.stringify(`\\${halves.toWellFormed()}`),
      })
    }),
  )
})

test('no value of a record is lost, whatever its keys', () => {
  const table = tableOf([
    { name: 'id', type: 'text', path: ['id'] },
    { name: 'plan_name', type: 'text', path: ['plan', 'name'] },
  ])
  const key = fc.oneof(fc.string(), fc.constantFrom('', '_', '__proto__', 'ID', 'plan_x', 'PLAN', 'Plan_Name'))
  const keys = fc.uniqueArray(key.filter((one) => one !== 'id' && one !== 'plan'))
  fc.assert(
    fc.property(keys, keys, (outer, inner) => {
      const plan = Object.fromEntries(numbered(inner, 1000).filter(([name]) => name !== 'name'))
      const record = { ...Object.fromEntries(numbered(outer, 0)), plan }
      const expected = [...Object.values(plan), ...numbered(outer, 0).map(([, value]) => value)]
      const [row] = rowsOf(JSON.stringify({ data: [record] }), table)
      const arrived = Object.values(row ?? {}).filter((value) => value !== null)
      expect(new Set(arrived)).toEqual(new Set(expected))
      expect(arrived).toHaveLength(expected.length)
    }),
  )
})

function numbered(names: readonly string[], from: number): Array<readonly [string, string]> {
  return names.map((name, index) => [name, `value ${from + index}`])
}
