import type { Row, Value } from '@ingestr/contract'

/** Longer values are cut in what is for people. */
const longestValue = 200

/** One line for each column that is not null, the names as wide as the widest. */
export function describeRow(row: Row): string {
  const cells = Object.entries(row).filter(([, value]) => value !== null)
  const width = Math.max(0, ...cells.map(([name]) => name.length))
  return cells.map(([name, value]) => `  ${name.padEnd(width)}  ${shorten(printed(value))}`).join('\n')
}

/** The row as one line of JSON, null columns included; numbers and documents keep every digit. */
export function rowAsJson(row: Row): string {
  const members = Object.entries(row).map(([name, value]) => `${JSON.stringify(name)}:${valueAsJson(value)}`)
  return `{${members.join(',')}}`
}

function valueAsJson(value: Value): string {
  if (typeof value === 'bigint') return String(value)
  return isDocument(value) ? value.json : JSON.stringify(value)
}

function printed(value: Value): string {
  if (typeof value === 'string') return visible(value)
  if (value instanceof Date) return value.toISOString()
  return isDocument(value) ? visible(value.json) : String(value)
}

function isDocument(value: Value): value is Extract<Value, { readonly json: string }> {
  return typeof value === 'object' && value !== null && 'json' in value
}

/** What a record holds must not move the cursor, or colour the terminal. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ')
}

function shorten(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}
