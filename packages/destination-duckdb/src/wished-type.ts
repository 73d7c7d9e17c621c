import type { Column } from '@ingestr/contract'

const types: ReadonlyMap<string, string> = new Map([
  ['boolean', 'BOOLEAN'],
  ['tinyint', 'TINYINT'],
  ['smallint', 'SMALLINT'],
  ['integer', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['hugeint', 'HUGEINT'],
  ['float', 'FLOAT'],
  ['double', 'DOUBLE'],
  ['varchar', 'VARCHAR'],
  ['date', 'DATE'],
  ['time', 'TIME'],
  ['timestamp', 'TIMESTAMP'],
  ['timestamptz', 'TIMESTAMP WITH TIME ZONE'],
  ['json', 'JSON'],
  ['uuid', 'UUID'],
])

const decimal = /^decimal\((?<precision>\d{1,2}),(?<scale>\d{1,2})\)$/

/** What may be asked for, for people. */
export const wishableTypes: string = [...types.keys(), 'decimal(<precision>,<scale>)'].join(', ')

/** The DuckDB type that a column asks for by name; undefined for none, and for a name that is none of these. */
export function wishedType({ storedAs }: Pick<Column, 'storedAs'>): string | undefined {
  if (storedAs === undefined) return undefined
  const name = storedAs.toLowerCase().replaceAll(' ', '')
  const { precision, scale } = decimal.exec(name)?.groups ?? {}
  if (precision === undefined || scale === undefined) return types.get(name)
  const isPossible = Number(precision) >= 1 && Number(precision) <= 38 && Number(scale) <= Number(precision)
  return isPossible ? `DECIMAL(${Number(precision)},${Number(scale)})` : undefined
}
