import {
  DuckDBTimestampValue,
  DuckDBTypeId,
  JsonDuckDBValueConverter,
  type DuckDBType,
  type DuckDBValueConverter,
  type Json as DuckdbJson,
} from '@duckdb/node-api'
import type { Json } from '@ingestr/contract'

/** As the client itself turns values into JSON, but zoned times in UTC: the client's are in the machine's time zone. */
export const jsonConverter: DuckDBValueConverter<DuckdbJson> = (value, type, converter) =>
  type.typeId === DuckDBTypeId.TIMESTAMP_TZ && typeof value === 'object' && value !== null && 'micros' in value
    ? isoText(value.micros)
    : JsonDuckDBValueConverter(value, type, converter)

function isoText(microseconds: bigint): string {
  const time = new DuckDBTimestampValue(microseconds)
  return time.isFinite ? `${time.toString().replace(' ', 'T')}Z` : time.toString()
}

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
  return typeof value === 'string' && typeId === DuckDBTypeId.TIMESTAMP ? value.replace(' ', 'T') : value
}
