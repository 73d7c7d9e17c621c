import { presentName } from '@ingestr/connection-uri'
import { IngestError, type TableDefinition } from '@ingestr/contract'

import { canonicalType, knownTypes } from './type-names.ts'
import { unknownColumn } from './unknown-column.ts'

/** Types by column: `created_at:bigint,monthly_spend:decimal(18,2)`, or an object. */
export type ColumnTypes = string | Readonly<Record<string, string>>

/**
 * The types that columns are to be stored as, by name of the column.
 * @throws IngestError `INVALID_ARGUMENT` for what is not `name:type`, a type that is none, a column twice, and one that
 *   none of the tables declares
 */
export function readColumnTypes(
  given: ColumnTypes | undefined,
  tables: readonly TableDefinition[],
): ReadonlyMap<string, string> {
  const types = new Map<string, string>()
  const known = tables.flatMap(({ columns }) => columns.map(({ name }) => name))
  for (const [name, type] of entriesOf(given)) {
    const column = known.find((each) => each.toLowerCase() === name.toLowerCase())
    if (column === undefined) throw unknownColumn('--columns', name, tables)
    if (types.has(column)) throw invalid(`names the column ${column} twice. Name it once.`)
    types.set(column, readType(column, type))
  }
  return types
}

function entriesOf(given: ColumnTypes | undefined): ReadonlyArray<readonly [string, string]> {
  if (given === undefined) return []
  if (typeof given !== 'string') return Object.entries(given)
  return splitOutsideParentheses(given).map((part) => {
    const [name = '', type = '', source] = part.split(':').map((text) => text.trim())
    if (source !== undefined) {
      throw invalid('cannot rename columns here: write name:type, with the name that the column has in the table.')
    }
    if (name === '' || type === '') throw invalid('is to be written name:type,name:type, as in created_at:bigint.')
    return [name, type]
  })
}

/** The comma in `decimal(18,2)` parts nothing. */
function splitOutsideParentheses(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/)
}

function readType(column: string, text: string): string {
  const type = canonicalType(text)
  if (type !== undefined) return type
  throw invalid(`cannot make ${column} ${presentName(text)}. Types are: ${knownTypes}.`)
}

function invalid(what: string): IngestError {
  return new IngestError('INVALID_ARGUMENT', `--columns ${what}`)
}
