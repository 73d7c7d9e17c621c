import { type Destination, IngestError, type Strategy, type TableDefinition } from '@ingestr/contract'

/** A table as a destination can take it. */
export interface FittedTable {
  readonly definition: TableDefinition
  /** Whether a first load is staged and swapped in, though later ones append: so that it brings each record once. */
  readonly isStagedFirst: boolean
}

/**
 * The table with a strategy that the destination has. What it cannot merge is appended, after a first load that is staged
 * where it can replace; a note says what that means.
 * @throws IngestError `INVALID_ARGUMENT` where it has none that would do, and for a full refresh where it cannot replace
 */
export function fitStrategy(
  definition: TableDefinition,
  { capabilities, location }: Pick<Destination, 'capabilities' | 'location'>,
  { isFullRefresh, notes }: { readonly isFullRefresh: boolean; readonly notes: string[] },
): FittedTable {
  const { strategies } = capabilities
  const { name, strategy } = definition
  if (isFullRefresh && !strategies.includes('replace')) throw cannot('replace', name, location, strategies)
  if (strategies.includes(strategy)) return { definition, isStagedFirst: false }
  if (strategy !== 'merge' || !strategies.includes('append')) throw cannot(strategy, name, location, strategies)
  notes.push(`${location} cannot merge: after the first load, a record of ${name} that changes is appended once more.`)
  return { definition: { ...definition, strategy: 'append' }, isStagedFirst: strategies.includes('replace') }
}

function cannot(strategy: Strategy, table: string, location: string, strategies: readonly Strategy[]): IngestError {
  return new IngestError(
    'INVALID_ARGUMENT',
    `${location} cannot ${strategy} the table ${table}; what it can do is: ${strategies.join(', ')}. Choose another destination.`,
  )
}
