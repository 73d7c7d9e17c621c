import { IngestError, type TableDefinition } from '@ingestr/contract'

import type { SyncTablesOptions, TableChoice } from './sync-options.ts'

/** A table that is to be run, as the source describes it. */
export interface ChosenTable extends TableChoice {
  readonly definition: TableDefinition
}

/**
 * The tables that were asked for, checked before anything is asked of the source.
 * @throws IngestError `UNKNOWN_TABLE`; `INVALID_ARGUMENT` for none, for one table twice, and for two in one target
 */
export async function chooseTables(
  options: Pick<SyncTablesOptions, 'source' | 'destination' | 'tables' | 'signal'>,
): Promise<readonly ChosenTable[]> {
  const { destination, source, tables } = options
  const known = await source.listTables({ signal: options.signal })
  const chosen = tables.map((choice) => ({ ...choice, definition: find(known, choice.table) }))
  if (chosen.length === 0) throw new IngestError('INVALID_ARGUMENT', 'There is no table to copy: name one at least.')
  const targets = new Set<string>()
  for (const [index, { table, target }] of chosen.entries()) {
    if (chosen.findIndex((each) => each.table === table) < index) {
      throw new IngestError('INVALID_ARGUMENT', `The table ${table} is named twice. Name it once.`)
    }
    const name = destination.canonicalName(target)
    if (targets.has(name)) {
      throw new IngestError('INVALID_ARGUMENT', `Two tables cannot both go to ${name}. Give each a target of its own.`)
    }
    targets.add(name)
  }
  return chosen
}

function find(known: readonly TableDefinition[], name: string): TableDefinition {
  const definition = known.find((table) => table.name === name)
  if (definition !== undefined) return definition
  const names = known.map((table) => table.name).join(', ')
  // What is no plain name may be a URI in the wrong place, with a token in it.
  const asked = /^[a-z_]{1,40}$/i.test(name) ? `"${name}"` : 'of the name that was given'
  throw new IngestError('UNKNOWN_TABLE', `There is no table ${asked}. The tables are: ${names}.`)
}
