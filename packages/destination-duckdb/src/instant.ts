import { isIntegerType } from './number-type.ts'

const firstMilliseconds = 100_000_000_000
const firstBeyond = 100_000_000_000_000

const isoPattern = String.raw`\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)`

/**
 * The instant in a text, as an expression that is NULL where there is none: ISO 8601 with a zone and, with `isUnixTime`,
 * whole seconds below 1e11 or milliseconds below 1e14.
 */
export function instantOfText(text: string, isUnixTime: boolean): string {
  const iso = `CASE WHEN length(${text}) >= 17 AND regexp_full_match(${text}, '${isoPattern}') THEN try_cast(${isoZone(text)} AS TIMESTAMPTZ) END`
  if (!isUnixTime) return iso
  const time = `try_cast(${text} AS BIGINT)`
  return `CASE WHEN ${time}::VARCHAR = ${text} THEN ${instantOfInteger(time)} ELSE ${iso} END`
}

/** DuckDB wants a colon in the zone, and seconds. */
function isoZone(text: string): string {
  return String.raw`regexp_replace(regexp_replace(${text}, '([+-]\d\d)(\d\d)$', '\1:\2'), '^(.{16})(Z|[+-])', '\1:00\2')`
}

/** An instant of Unix time; NULL from 1e14 on, where the unit is unknown. */
function instantOfInteger(time: string): string {
  const microseconds = `CASE WHEN abs(${time}) < ${firstMilliseconds} THEN ${time} * 1000000 WHEN abs(${time}) < ${firstBeyond} THEN ${time} * 1000 END`
  return `make_timestamptz(${microseconds})`
}

/** The instant in a column that is stored as `type`, whatever tool made it. */
export function instantOfStored(value: string, type: string, isUnixTime: boolean): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return value
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return `((${value})::TIMESTAMP AT TIME ZONE 'UTC')`
  if (isIntegerType(type)) return instantOfInteger(`try_cast(${value} AS BIGINT)`)
  if (type === 'DOUBLE' || type.startsWith('DECIMAL')) return `make_timestamptz(try_cast(${value} * 1000000 AS BIGINT))`
  return instantOfText(type === 'JSON' ? `(${value} ->> '$')` : `${value}::VARCHAR`, isUnixTime)
}

/** ISO 8601 text in UTC, with microseconds only where there are some. */
export function isoTextOf(instant: string): string {
  return `replace(strftime((${instant}) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ'), '.000000Z', 'Z')`
}
