import { DuckDBTypeId, type DuckDBType, type Json as DuckdbJson } from '@duckdb/node-api'
import type { Json } from '@ingestr/contract'

/** Rows as JSON: 64-bit integers and decimals as text, times as ISO 8601 text (zoned ones in UTC), documents as text. */
export function jsonRows(
  names: readonly string[],
  types: readonly DuckDBType[],
  rows: ReadonlyArray<readonly DuckdbJson[]>,
): Array<Record<string, Json>> {
  return rows.map((row) =>
    Object.fromEntries(names.map((name, index) => [name, jsonValue(row[index] ?? null, types[index]?.typeId)])),
  )
}

function jsonValue(value: DuckdbJson, typeId: DuckDBTypeId | undefined): Json {
  if (typeof value !== 'string') return value
  if (typeId === DuckDBTypeId.TIMESTAMP_TZ) return value.replace(' ', 'T').replace(/\+00(?::?00)?$/, 'Z')
  return typeId === DuckDBTypeId.TIMESTAMP ? value.replace(' ', 'T') : value
}
