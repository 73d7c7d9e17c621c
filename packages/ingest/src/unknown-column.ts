import { presentName } from '@ingestr/connection-uri'
import { IngestError, type TableDefinition } from '@ingestr/contract'
import { distance } from 'fastest-levenshtein'

/** For a column that a flag names and none of the tables declares. */
export function unknownColumn(flag: string, name: string, tables: readonly TableDefinition[], hint = ''): IngestError {
  const known = tables.flatMap(({ columns }) => columns.map((column) => column.name))
  const [nearest] = known.toSorted((one, other) => distance(one, name) - distance(other, name))
  const list = tables.map((table) => table.name).join(', ')
  const meant = nearest !== undefined && distance(nearest, name) <= 3 ? ` Did you mean ${nearest}?` : ''
  const verb = tables.length === 1 ? 'does' : 'do'
  const message = `${flag} names a column ${presentName(name)} that ${list} ${verb} not declare.${meant}${hint}`
  return new IngestError('INVALID_ARGUMENT', message)
}
