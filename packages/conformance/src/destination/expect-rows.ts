import { AssertionError } from 'node:assert/strict'

import type { Row, TableName, Value } from '@ingestr/contract'

import { Digits, type Exact, isSameDocument, isSameNumber, parseExact, toExact } from './exact-value.ts'
import type { DestinationPlace, ReadRow } from './place.ts'

type ExactRow = { readonly [column: string]: Exact }

/** Asserts that a reader sees these rows, each as often, in any order; undefined for no such table. */
export async function expectRows(
  place: DestinationPlace,
  table: TableName,
  expected: readonly Row[] | undefined,
): Promise<void> {
  const read = await place.rows(table)
  const name = table.schema === undefined ? table.name : `${table.schema}.${table.name}`
  if (read === undefined || expected === undefined) {
    if (read === undefined && expected === undefined) return
    throw differs(`the table ${name} is ${read === undefined ? 'not there' : 'there already'}`, read, expected)
  }
  const left = read.map(toExactRow)
  for (const row of expected) {
    const index = left.findIndex((actual) => isSameRow(row, actual))
    if (index === -1) throw differs(`${name} lacks the row ${print(row)}`, read, expected)
    left.splice(index, 1)
  }
  if (left.length > 0)
    throw differs(`${name} has ${left.length} rows more than it should, such as ${print(left[0])}`, read, expected)
}

function isSameRow(expected: Row, actual: ExactRow): boolean {
  return Object.entries(expected).every(([column, value]) => isSameValue(value, actual[column] ?? null))
}

/** A column that was widened to text has other values as text. */
function isSameValue(expected: Value, actual: Exact): boolean {
  if (expected === null) return actual === null
  const text = actual instanceof Digits ? actual.text : actual
  if (typeof expected === 'boolean') return actual === expected || actual === String(expected)
  if (typeof expected === 'string') return actual === expected
  if (typeof expected === 'bigint') return typeof text === 'string' && isSameNumber(String(expected), text)
  if (typeof expected === 'number') return typeof text === 'string' && text.trim() !== '' && Number(text) === expected
  if (expected instanceof Date) return typeof actual === 'string' && Date.parse(actual) === expected.getTime()
  const document = parseExact(expected.json)
  return isSameDocument(document, actual) || (typeof actual === 'string' && isSameDocument(document, parseText(actual)))
}

/** A document as text; a text that is none is itself. */
function parseText(text: string): Exact {
  try {
    return parseExact(text)
  } catch {
    return text
  }
}

function toExactRow(row: ReadRow): ExactRow {
  const exact = typeof row === 'string' ? parseExact(row) : toExact(row)
  if (typeof exact === 'object' && exact !== null && !Array.isArray(exact) && !(exact instanceof Digits)) {
    return Object.fromEntries(Object.entries(exact))
  }
  throw differs('a row that was read is no JSON object', [row], undefined)
}

function differs(message: string, actual: unknown, expected: unknown): AssertionError {
  return new AssertionError({ message, actual, expected, operator: 'expectRows' })
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item))
}
