import { IngestError, type TableName } from '@ingestr/contract'

/**
 * Reads `schema.table` or `table`.
 * @throws IngestError `INVALID_ARGUMENT` for empty parts and for more than one dot
 */
export function parseTargetTable(text: string): TableName {
  const parts = text.split('.')
  const [first = '', second] = parts
  if (parts.length > 2 || parts.some((part) => part.trim() === '')) {
    throw new IngestError('INVALID_ARGUMENT', `"${text}" is not a table name: write schema.table, or table alone.`)
  }
  return second === undefined ? { name: first } : { schema: first, name: second }
}
