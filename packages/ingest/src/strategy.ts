import { presentName } from '@ingestr/connection-uri'
import { type Destination, IngestError, type TableDefinition } from '@ingestr/contract'

/** Strategies of the older ingestr that tables here do not have, and what to use instead. */
const others: Readonly<Record<string, string>> = {
  'delete+insert':
    'what changed is merged, so that no row is gone meanwhile: use merge, or replace to drop what is no longer there',
  'truncate+insert': 'use replace, which swaps the new table in at the end',
  scd2: 'use append, which keeps each version of a record as a row of its own',
  none: 'leave the flag out for what the table does by itself',
}

/**
 * The definition under the strategy that was asked for. A table whose records have versions is appended to version by
 * version: each is a row of its own, once, however often it is read. One without versions gets all rows of every run.
 * @throws IngestError `INVALID_ARGUMENT` for a strategy that the table cannot have
 */
export function chooseStrategy(definition: TableDefinition, asked: string | undefined): TableDefinition {
  const { name, versionColumn, primaryKey } = definition
  const strategy = asked?.trim().toLowerCase()
  switch (strategy) {
    case undefined: {
      return definition
    }
    case 'merge': {
      if (definition.strategy === 'merge') return definition
      throw refused(
        `${name} cannot be merged: its records have no versions, and the source lists them as a whole, so that what it no longer lists must go. Leave the flag out, or use append to keep what every run finds.`,
      )
    }
    case 'replace': {
      return { ...definition, strategy: 'replace' }
    }
    case 'append': {
      if (versionColumn === undefined) return { ...definition, strategy: 'append' }
      return { ...definition, strategy: 'merge', primaryKey: [...primaryKey, versionColumn] }
    }
    default: {
      const instead = Object.hasOwn(others, strategy) ? others[strategy] : undefined
      if (instead !== undefined) throw refused(`${name} cannot have ${strategy}: ${instead}.`)
      throw refused(`there is no strategy ${presentName(asked ?? '')}. It is one of: merge, replace, append.`)
    }
  }
}

/**
 * What a destination cannot merge is appended after a first load, but not where a merge was asked for.
 * @throws IngestError `INVALID_ARGUMENT`
 */
export function checkStrategy(
  { capabilities, location }: Pick<Destination, 'capabilities' | 'location'>,
  asked: string | undefined,
): void {
  if (asked?.trim().toLowerCase() !== 'merge' || capabilities.strategies.includes('merge')) return
  throw refused(
    `${location} cannot merge. Leave the flag out, so that a record that changes is appended once more, or choose another destination.`,
  )
}

function refused(why: string): IngestError {
  return new IngestError('INVALID_ARGUMENT', `--incremental-strategy: ${why}`)
}
