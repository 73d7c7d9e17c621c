import { sql, type RawBuilder } from 'kysely'

import { typeName, type ColumnKind, type DialectName } from './dialect.ts'

/** Makes parameters that know their type: a bare `?` in a SELECT has none, and SQLite takes no booleans. */
export type Casts = {
  readonly [Kind in ColumnKind]: <Value extends boolean | number | string | null>(value: Value) => RawBuilder<Value>
}

export function createCasts(dialect: DialectName): Casts {
  return {
    boolean: castTo('boolean'),
    instant: castTo('instant'),
    integer: castTo('integer'),
    json: castTo('json'),
    text: castTo('text'),
  }

  function castTo(kind: ColumnKind): Casts[ColumnKind] {
    const type = sql.raw(typeName(dialect, kind))
    return (value) => {
      const parameter = dialect === 'sqlite' && typeof value === 'boolean' ? Number(value) : value
      return sql`cast(${parameter} as ${type})`
    }
  }
}
