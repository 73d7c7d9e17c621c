import type { Column, ColumnType, Value } from '@ingestr/contract'

import { isExactNumber, type ExactJson } from './exact-json.ts'
import { isIntegerToken, jsonText, naturalValue } from './natural-value.ts'
import { instantOfIsoText, instantOfUnixTime } from './timestamp.ts'

/** Beyond it a double skips integers. */
const lastExactInteger = 2n ** 53n

type Present = Exclude<ExactJson, null>

/**
 * The value as the column's type holds it, or as what it is when it does not fit. Text that reads exactly as a value of
 * the type would be written (`"12"`, `"true"`) counts as that value: a destination that stages scalars as text cannot
 * tell them apart either.
 */
export function columnValue(column: Column, value: ExactJson): Value {
  return value === null ? null : readers[column.type](value, column)
}

const readers: Record<ColumnType, (value: Present, column: Column) => Value> = {
  boolean: (value) => (value === 'true' || value === 'false' ? value === 'true' : naturalValue(value)),
  integer: (value) => (typeof value === 'string' ? (integerOfText(value) ?? value) : naturalValue(value)),
  double: doubleValue,
  text: textValue,
  timestamp: timestampValue,
  json: jsonText,
}

function textValue(value: Present): Value {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  return isExactNumber(value) ? value.rawJSON : naturalValue(value)
}

function integerOfText(text: string): bigint | undefined {
  if (!isIntegerToken(text)) return undefined
  const integer = BigInt(text)
  return String(integer) === text ? integer : undefined
}

/** Integers that a double would round stay integers, for the destination to widen. */
function doubleValue(value: Present): Value {
  if (typeof value === 'string') {
    const number = Number(value)
    return Number.isFinite(number) && String(number) === value && !isBeyondDouble(value) ? number : value
  }
  const natural = naturalValue(value)
  if (typeof natural !== 'bigint' || !isExactNumber(value)) return natural
  return isBeyondDouble(value.rawJSON) ? natural : Number(value.rawJSON)
}

function isBeyondDouble(token: string): boolean {
  if (!isIntegerToken(token)) return false
  const integer = BigInt(token)
  return integer > lastExactInteger || integer < -lastExactInteger
}

function timestampValue(value: Present, column: Column): Value {
  const natural = naturalValue(value)
  const integer = typeof natural === 'string' ? integerOfText(natural) : natural
  if (column.encoding === 'unix-seconds' && typeof integer === 'bigint') return instantOfUnixTime(integer) ?? natural
  return (typeof natural === 'string' ? instantOfIsoText(natural) : undefined) ?? natural
}
