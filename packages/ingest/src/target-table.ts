import { IngestError, type TableName } from '@ingestr/contract'

const stateSchema = '_ingestr'

/**
 * Reads `schema.table` or `table`.
 * @throws IngestError `INVALID_ARGUMENT` for empty parts, more than one dot, and the schema of the state
 */
export function parseTargetTable(text: string): TableName {
  const parts = text.split('.')
  const [first = '', second] = parts
  if (parts.length > 2 || parts.some((part) => part.trim() === '')) {
    throw new IngestError('INVALID_ARGUMENT', `"${text}" is not a table name: write schema.table, or table alone.`)
  }
  if (second !== undefined && first.toLowerCase() === stateSchema) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `The schema ${stateSchema} holds the state of runs. Choose another schema than in "${text}".`,
    )
  }
  return second === undefined ? { name: first } : { schema: first, name: second }
}
