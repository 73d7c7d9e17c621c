import { IngestError, type TableDefinition } from '@ingestr/contract'

/** @throws IngestError `INVALID_ARGUMENT` for a key that is not the table's own */
export function checkPrimaryKey(
  { name, primaryKey }: TableDefinition,
  given: string | readonly string[] | undefined,
): void {
  if (given === undefined) return
  const names = (typeof given === 'string' ? given.split(',') : given).map((column) => column.trim().toLowerCase())
  if (isSame(names, primaryKey)) return
  const own = primaryKey.join(',')
  throw new IngestError(
    'INVALID_ARGUMENT',
    `--primary-key cannot be another than ${own} for ${name}: that is what tells its records apart at the source, so with another key rows would be lost or come twice. Write --primary-key ${own}, or leave it out.`,
  )
}

/** @throws IngestError `INVALID_ARGUMENT` for a column that is not the one the source tells versions by */
export function checkIncrementalKey({ name, versionColumn }: TableDefinition, given: string | undefined): void {
  if (given === undefined || given.trim().toLowerCase() === versionColumn) return
  throw new IngestError(
    'INVALID_ARGUMENT',
    versionColumn === undefined
      ? `${name} has no incremental key: its records have no versions, and every run reads all of them. Leave --incremental-key out.`
      : `--incremental-key cannot be another than ${versionColumn} for ${name}: that is what the source can be asked for changes by. Write --incremental-key ${versionColumn}, or leave it out.`,
  )
}

function isSame(names: readonly string[], key: readonly string[]): boolean {
  return names.length === key.length && key.every((column) => names.includes(column))
}
