import type { JsonText, Value } from '@ingestr/contract'

import { isExactNumber, type ExactJson } from './exact-json.ts'

const integerToken = /^-?\d+$/

export function isIntegerToken(token: string): boolean {
  return integerToken.test(token)
}

/** The value as what it is: `-0` is the integer 0, and a number beyond the range of a double stays text. */
export function naturalValue(value: ExactJson): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (!isExactNumber(value)) return jsonText(value)
  if (isIntegerToken(value.rawJSON)) return BigInt(value.rawJSON)
  const number = Number(value.rawJSON)
  return Number.isFinite(number) ? number : value.rawJSON
}

/** Compact, with the digits of numbers as they came. Keys that look like list indexes come first, as JavaScript has them. */
export function jsonText(value: ExactJson): JsonText {
  return { json: JSON.stringify(value) }
}
