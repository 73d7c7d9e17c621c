import type { KeepRange, Row, Value } from '@ingestr/contract'

/** A row on a line, digit for digit: `JSON.stringify` alone cannot write what is beyond 2^53. */
export function toLine(row: Row): string {
  const cells = Object.entries(row).map(([name, value]) => `${JSON.stringify(name)}:${toJson(value)}`)
  return `{${cells.join(',')}}\n`
}

function toJson(value: Value): string {
  if (typeof value === 'bigint') return String(value)
  const isDocument = value !== null && typeof value === 'object' && 'json' in value
  return isDocument ? value.json.replaceAll('\n', ' ') : JSON.stringify(value)
}

/** Whether a row is in the range, or has no time to tell by. */
export function isKept(row: Row, { column = '', from = -Infinity, to = Infinity }: Partial<KeepRange> = {}): boolean {
  const value = row[column]
  return !(value instanceof Date) || (value.getTime() >= from && value.getTime() < to)
}
