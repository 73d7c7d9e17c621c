import type { Value } from '@ingestr/contract'

import { type Behaviour, type Flaw, right, timeOf } from '../memory/behaviour.ts'
import type { Fault } from './fault.ts'
import { valueFaults } from './value-faults.ts'

/** Faults of a destination with SQL. */
export const destinationFaults: ReadonlyArray<Fault<Behaviour>> = [
  flaw('D01', 'names no version'),
  flaw('D03', 'makes tables by looking'),
  flaw('D04', 'makes tables by opening'),
  flaw('D04', 'shows what is written'),
  { caughtBy: 'D05', name: 'stores no rows', plant: { toStored: () => [] } },
  flaw('D06', 'commits at the end only'),
  flaw('D07', 'commits at the end only'),
  flaw('D08', 'commits on disposal'),
  flaw('D09', 'drops what is committed'),
  flaw('D10', 'commits again what is committed'),
  flaw('D11', 'forgets pages of the meantime'),
  flaw('D12', 'makes no empty table'),
  { caughtBy: 'D13', name: 'stores at most 2,500 rows', plant: { toStored: (rows) => rows.slice(0, 2500) } },
  {
    caughtBy: 'D14',
    name: 'appends no row whose key is there',
    plant: {
      toStored: (rows, stored) => rows.filter(({ id }) => stored.every((row) => row['id'] !== id)),
    },
  },
  ...valueFaults,
  flaw('D30', 'counts no rows'),
  {
    caughtBy: 'D31',
    name: 'counts what is merged as new',
    plant: { combine: (row) => ({ ...row, touched: true }) },
  },
  {
    caughtBy: 'D32',
    name: 'keeps the end of the range',
    plant: {
      isKept: (time, { from = -Infinity, to = Infinity }) => time === undefined || (time >= from && time <= to),
    },
  },
  {
    caughtBy: 'D32',
    name: 'drops the start of the range',
    plant: { isKept: (time, { from = -Infinity, to = Infinity }) => time === undefined || (time > from && time < to) },
  },
  {
    caughtBy: 'D32',
    name: 'drops rows without a time',
    plant: { isKept: (time, { from = -Infinity, to = Infinity }) => time !== undefined && time >= from && time < to },
  },
  { caughtBy: 'D32', name: 'keeps every row', plant: { isKept: () => true } },
  {
    caughtBy: 'D33',
    name: 'takes an open end for 0',
    plant: { isKept: (time, { from = 0, to = 0 }) => time === undefined || (time >= from && time < to) },
  },
  {
    caughtBy: 'D34',
    name: 'replaces the table by what the range keeps',
    plant: {
      flaws: ['writes over other loads'],
      isNewer: () => false,
      keyOf: (row) => (row['id'] === 'old' ? undefined : String(row['id'])),
      toStored: (rows, stored) => (stored.length > 0 ? [...rows, ...stored] : rows),
    },
  },
  newer('D35', 'lets the last row win', () => true),
  newer('D36', 'lets the last page win', () => true),
  newer(
    'D37',
    'lets the last load win',
    (version, than, place) => place === 'in the table' || right.isNewer(version, than, place),
  ),
  newer(
    'D38',
    'compares versions as text',
    (version, than) => than === null || (version !== null && String(timeOf(version)) >= String(timeOf(than))),
  ),
  newer('D39', 'lets the first row win a tie', (version, than, place) =>
    place === 'in the table'
      ? right.isNewer(version, than, place)
      : than === null
        ? version !== null
        : version !== null && timeOf(version) > timeOf(than),
  ),
  newer('D40', 'lets the table win a tie', (version, than, place) =>
    place === 'in the load'
      ? right.isNewer(version, than, place)
      : version !== null && (than === null || timeOf(version) > timeOf(than)),
  ),
  newer(
    'D41',
    'takes no version for the newest',
    (version, than, place) => version === null || right.isNewer(version, than, place),
  ),
  {
    caughtBy: 'D42',
    name: 'takes no key for a key',
    plant: { keyOf: (row, { primaryKey }) => primaryKey.map((name) => String(row[name])).join('\n') },
  },
  {
    caughtBy: 'D43',
    name: 'writes no null over a value',
    plant: {
      combine: (row, older) => ({
        ...older,
        ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
      }),
    },
  },
  {
    caughtBy: 'D44',
    name: 'matches by the first column of a key',
    plant: { keyOf: (row, { primaryKey: [name = ''] }) => text(row[name]) },
  },
  {
    caughtBy: 'D44',
    name: 'matches by the last column of a key',
    plant: { keyOf: (row, { primaryKey }) => text(row[primaryKey.at(-1) ?? '']) },
  },
  { caughtBy: 'D45', name: 'appends where it should merge', plant: { keyOf: () => undefined } },
  flaw('D46', 'merges without a key'),
  flaw('D47', 'replaces by appending'),
  flaw('D48', 'keeps the old rows of an empty replace'),
  flaw('D49', 'shows what is staged'),
  flaw('D50', 'publishes on disposal'),
  flaw('D51', 'begins stages anew'),
  flaw('D52', 'has one stage'),
  {
    caughtBy: 'D53',
    name: 'keeps one row of each key without a version',
    plant: { toStored: (rows) => [...new Map(rows.map((row) => [row['id'], row])).values()] },
  },
  flaw('D54', 'stages every row'),
  newer(
    'D98',
    'compares versions as text',
    (version, than) => than === null || (version !== null && String(version) >= String(than)),
  ),
  flaw('D55', 'fills the first table only'),
  flaw('D56', 'knows no schemas'),
  {
    caughtBy: 'D57',
    name: 'joins names with a dot',
    plant: { canonicalName: (schema, name) => (schema === undefined ? name : `${schema}.${name}`) },
  },
  flaw('D58', 'shares what waits'),
  flaw('D59', 'shares what waits'),
  flaw('D60', 'writes over other loads'),
  flaw('D61', 'ignores signals'),
  flaw('D61', 'wraps reasons'),
  flaw('D62', 'wraps reasons'),
  flaw('D63', 'is disposed of once'),
  flaw('D64', 'writes when disposed of'),
  flaw('D66', 'makes the database by asking'),
  flaw('D67', 'applies one by one'),
  flaw('D68', 'records another outcome'),
  flaw('D69', 'stores rows before the record'),
  flaw('D70', 'stores rows before the record'),
  flaw('D71', 'ignores signals'),
]

/** Faults of a destination without SQL. */
export const positionFaults: ReadonlyArray<Fault<Behaviour>> = [
  flaw('D02', 'has no state file'),
  flaw('D65', 'takes every strategy'),
  flaw('D72', 'tells no position'),
  flaw('D73', 'drops nothing'),
  flaw('D74', 'keeps all without a position'),
  flaw('D75', 'describes no position'),
  flaw('D76', 'cuts at every commit'),
  flaw('D77', 'drops nothing'),
  flaw('D78', 'positions the stage'),
]

function flaw(caughtBy: string, name: Flaw): Fault<Behaviour> {
  return { caughtBy, name, plant: { flaws: [name] } }
}

function newer(caughtBy: string, name: string, isNewer: Behaviour['isNewer']): Fault<Behaviour> {
  return { caughtBy, name, plant: { isNewer } }
}

function text(value: Value | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}
