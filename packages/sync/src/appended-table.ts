import { IngestError, type StateKey, type Strategy, type TableDefinition } from '@ingestr/contract'

type Appended = Pick<TableDefinition, 'primaryKey' | 'versionColumn' | 'strategy'>

/** Whether the rows of earlier runs all stay: each version of a record is a row of its own, or every run adds all its rows. */
export function isAppended(definition: Appended): boolean {
  return definition.strategy === 'append' || keepsVersions(definition)
}

/** What is stored of how a table is written: one that keeps versions is appended to, by a merge of versions. */
export function storedStrategy(strategy: Strategy, definition: Appended): Strategy {
  return strategy === 'merge' && keepsVersions(definition) ? 'append' : strategy
}

/** How a load goes on that stored `strategy`. */
export function loadStrategy(strategy: Strategy, definition: Appended): Strategy {
  return strategy === 'append' && keepsVersions(definition) ? 'merge' : strategy
}

/** A run that would merge into, or replace, what others have appended. */
export function appendedBefore({ table, target }: StateKey): IngestError {
  return new IngestError(
    'INVALID_ARGUMENT',
    `The table ${target} was appended to by earlier runs, and this run of ${table} would not keep what they appended. ` +
      'Go on with --incremental-strategy append, choose another --dest-table, or give it up with --full-refresh.',
  )
}

function keepsVersions({ primaryKey, versionColumn }: Appended): boolean {
  return versionColumn !== undefined && primaryKey.includes(versionColumn)
}
