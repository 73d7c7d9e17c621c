import type { SqlExecutor } from '@ingestr/contract'

import type { StateTables } from './tables.ts'

export type DialectName = SqlExecutor['dialect']

export const stateSchema = '_ingestr'

/** A state table as it is called in a statement. */
export type PlacedName<Name extends keyof StateTables = keyof StateTables> =
  | `${typeof stateSchema}.${Name}`
  | `${typeof stateSchema}_${Name}`

export function hasSchemas(dialect: DialectName): boolean {
  return dialect !== 'sqlite'
}

export function place<Name extends keyof StateTables>(dialect: DialectName, name: Name): PlacedName<Name> {
  return hasSchemas(dialect) ? `${stateSchema}.${name}` : `${stateSchema}_${name}`
}

export type ColumnKind = 'boolean' | 'instant' | 'integer' | 'json' | 'text'

/** SQLite has neither booleans nor times: 0 and 1, and ISO 8601 text. */
const sqliteTypes: Record<ColumnKind, string> = {
  boolean: 'integer',
  instant: 'text',
  integer: 'integer',
  json: 'text',
  text: 'text',
}

const standardTypes: Record<ColumnKind, string> = {
  boolean: 'boolean',
  instant: 'timestamptz',
  integer: 'bigint',
  json: 'json',
  text: 'text',
}

export function typeName(dialect: DialectName, kind: ColumnKind): string {
  return (dialect === 'sqlite' ? sqliteTypes : standardTypes)[kind]
}
