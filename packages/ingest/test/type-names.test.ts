import { expect, it } from 'vitest'

import { canonicalType } from '../src/type-names.ts'

it.each([
  ['integer', 'bigint'],
  ['INT', 'bigint'],
  ['long', 'bigint'],
  ['int32', 'integer'],
  ['text', 'varchar'],
  ['VARCHAR(255)', 'varchar'],
  ['timestamp', 'timestamptz'],
  ['Timestamp With Time Zone', 'timestamptz'],
  ['timestamp_ntz', 'timestamp'],
  ['double precision', 'double'],
  ['numeric', 'decimal(38,9)'],
  ['decimal(18)', 'decimal(18,0)'],
  ['numeric( 18 , 2 )', 'decimal(18,2)'],
  ['jsonb', 'json'],
  ['bool', 'boolean'],
])('%s is %s', (text, type) => {
  expect(canonicalType(text)).toBe(type)
})

it.each(['', 'blob', 'int7', 'decimal(0,0)', 'decimal(39,1)', 'decimal(2,3)', 'varchar(x)', 'list', 'constructor'])(
  '%j is no type',
  (text) => {
    expect(canonicalType(text)).toBeUndefined()
  },
)
