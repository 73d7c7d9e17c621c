import type { ColumnType } from '@ingestr/contract'

import { isIntegerType } from './number-type.ts'

/** The DuckDB type of each declared type. */
export const columnTypes: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  json: 'JSON',
}

/** What an unknown key may become, narrowest first; VARCHAR holds every mixture. */
export const inferredTypes: readonly string[] = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'JSON', 'VARCHAR']

/** What a column of the type may be widened to, in order; the last holds everything. */
export function widerTypes(type: string): readonly string[] {
  if (type === 'BIGINT' || type === 'UBIGINT' || type.endsWith('HUGEINT')) return ['DOUBLE', 'VARCHAR']
  if (isIntegerType(type)) return ['BIGINT', 'DOUBLE', 'VARCHAR']
  if (type === 'FLOAT') return ['DOUBLE', 'VARCHAR']
  return type === 'DATE' ? ['TIMESTAMP WITH TIME ZONE', 'VARCHAR'] : ['VARCHAR']
}

/** Whether a stored column of the type can be one that was declared as `declared` and widened since, or never widened. */
export function isOwnType(type: string, declared: ColumnType): boolean {
  const own = columnTypes[declared]
  return type === own || widerTypes(own).includes(type)
}
