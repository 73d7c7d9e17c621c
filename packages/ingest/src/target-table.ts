import { IngestError, type TableName } from '@ingestr/contract'

const stateSchema = '_ingestr'
const longestName = 200
const longestEcho = 80

/**
 * Reads `schema.table` or `table`.
 * @throws IngestError `INVALID_ARGUMENT` for empty and overlong parts, more than one dot, control characters, what looks
 *   like a URI (which is not shown: it may hold a token), and the schema of the state
 */
export function parseTargetTable(text: string): TableName {
  if (/:\/\/|[=?]/.test(text)) throw invalid('The name of the target table looks like a URI or a token')
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) {
    throw invalid('The name of the target table holds control characters')
  }
  const parts = text.split('.')
  const [first = '', second] = parts
  if (parts.length > 2 || parts.some((part) => part.trim() === '')) {
    throw invalid(`${shorten(text)} is not a table name`)
  }
  if (parts.some((part) => part.length > longestName)) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `A part of ${shorten(text)} is longer than ${longestName} characters. Choose a shorter name.`,
    )
  }
  if (second !== undefined && first.toLowerCase() === stateSchema) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `The schema ${stateSchema} holds the state of runs. Choose another schema than in ${shorten(text)}.`,
    )
  }
  return second === undefined ? { name: first } : { schema: first, name: second }
}

function invalid(what: string): IngestError {
  return new IngestError('INVALID_ARGUMENT', `${what}: write schema.table, or table alone.`)
}

function shorten(text: string): string {
  return text.length > longestEcho ? `"${text.slice(0, longestEcho)}…"` : `"${text}"`
}
