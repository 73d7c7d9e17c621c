import type { JsonText, Row, TableDefinition, Value } from '@ingestr/contract'

import { type Behaviour, right, timeOf } from '../memory/behaviour.ts'
import type { Fault } from './fault.ts'

/** Faults in what a destination makes of values and columns. */
export const valueFaults: ReadonlyArray<Fault<Behaviour>> = [
  cells('D15', 'reads integers as doubles', (value) => (typeof value === 'bigint' ? BigInt(Number(value)) : value)),
  cells('D16', 'stores doubles in four bytes', (value) => (typeof value === 'number' ? Math.fround(value) : value)),
  cells('D17', 'trims text', (value) => (typeof value === 'string' ? value.trim() : value)),
  cells('D17', 'replaces what is not ASCII', (value) =>
    typeof value === 'string' ? value.replaceAll(/[^\0-~]/g, '?') : value,
  ),
  cells('D18', 'takes empty text for null', (value) => (value === '' ? null : value)),
  cells('D18', 'takes null for empty text', (value) => value ?? ''),
  cells('D19', 'takes false for null', (value) => (value === false ? null : value)),
  cells('D20', 'begins at 1970', (value) => (value instanceof Date ? new Date(Math.max(0, timeOf(value))) : value)),
  cells('D20', 'takes 0 for no time', (value) => (value instanceof Date && timeOf(value) === 0 ? null : value)),
  cells('D20', 'cuts times to seconds', (value) =>
    value instanceof Date ? new Date(Math.floor(timeOf(value) / 1000) * 1000) : value,
  ),
  cells('D21', 'parses documents', (value) =>
    isDocument(value) ? { json: JSON.stringify(JSON.parse(value.json) as unknown) } : value,
  ),
  cells('D21', 'stores no empty document', (value) => (isDocument(value) && value.json === '{}' ? null : value)),
  {
    caughtBy: 'D22',
    name: 'drops unknown keys',
    plant: { toStored: (rows, _, table) => rows.map((row) => declared(row, table)) },
  },
  {
    caughtBy: 'D23',
    name: 'cleans the names of columns',
    plant: { toStored: (rows) => rows.map((row) => renamed(row, (name) => name.replaceAll(/\W/gu, '_'))) },
  },
  {
    caughtBy: 'D24',
    name: 'takes what does not fit for null',
    plant: { toStored: (rows, _, table) => rows.map((row) => fitting(row, table)) },
  },
  { caughtBy: 'D25', name: 'types an unknown key by its first value', plant: { toStored: (rows) => likeFirst(rows) } },
  cells('D94', 'takes text for the number that it looks like', (value) =>
    typeof value === 'string' && /^-?\d+\.\d+$/.test(value) ? Number(value) : value,
  ),
  {
    caughtBy: 'D26',
    name: 'opens every table',
    plant: { rowsOf: (page, definition) => right.rowsOf(page, { ...definition, isOpen: true }) },
  },
  {
    caughtBy: 'D27',
    name: 'adds no column later',
    plant: {
      toStored: (rows, stored, table) => (stored.length === 0 ? rows : rows.map((row) => declared(row, table))),
    },
  },
  {
    caughtBy: 'D28',
    name: 'keeps a column as narrow as it was',
    plant: { toStored: (rows, stored) => likeFirst([...stored, ...rows]).slice(stored.length) },
  },
  {
    caughtBy: 'D29',
    name: 'passes over a page that cannot be read',
    plant: { rowsOf: (page, table) => readable(page, table) },
  },
  cells('D79', 'reads fractions in four bytes', (value) => (typeof value === 'number' ? Math.fround(value) : value)),
  cells('D80', 'stores text that looks like a number as one', (value) => (value === '007' ? 7n : value)),
  cells('D81', 'reads long integers as doubles', (value) =>
    typeof value === 'bigint' ? BigInt(Number(value)) : value,
  ),
  cells('D95', 'takes the smallest numbers for 0', (value) =>
    typeof value === 'number' && Math.abs(value) < 1e-300 ? 0 : value,
  ),
  cells('D96', 'takes a text of one space for none', (value) => (value === ' ' ? '' : value)),
  cells('D97', 'forgets the lowest integer', (value) =>
    value === -9_223_372_036_854_775_808n ? -9_223_372_036_854_775_807n : value,
  ),
]

function cells(caughtBy: string, name: string, change: (value: Value) => Value): Fault<Behaviour> {
  return { caughtBy, name, plant: { toStored: (rows) => rows.map((row) => mapped(row, change)) } }
}

function mapped(row: Row, change: (value: Value) => Value): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value)]))
}

function renamed(row: Row, rename: (name: string) => string): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [rename(name), value]))
}

function declared(row: Row, { columns }: TableDefinition): Row {
  return Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]))
}

const fits: Readonly<Record<string, (value: Value) => boolean>> = {
  integer: (value) => typeof value === 'bigint',
  double: (value) => typeof value === 'bigint' || typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
}

function fitting(row: Row, { columns }: TableDefinition): Row {
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  const isFit = (name: string, value: Value): boolean => fits[types.get(name) ?? '']?.(value) ?? true
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, isFit(name, value) ? value : null]))
}

/** Values of another type than the first of their column become null. */
function likeFirst(rows: readonly Row[]): readonly Row[] {
  const types = new Map<string, string>()
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (value !== null && !types.has(name)) types.set(name, typeof value)
    }
  }
  const isAlike = (name: string, value: Value): boolean => value === null || typeof value === types.get(name)
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, isAlike(name, value) ? value : null])),
  )
}

function readable(page: Parameters<Behaviour['rowsOf']>[0], definition: TableDefinition): readonly Row[] {
  try {
    return right.rowsOf(page, definition)
  } catch {
    return []
  }
}

function isDocument(value: Value): value is JsonText {
  return value !== null && typeof value === 'object' && 'json' in value
}
