import { type Destination, IngestError, type TableDefinition, type Wish } from '@ingestr/contract'

/**
 * What a table is asked to be is done or refused: a wish that the destination does not honour would be dropped by it.
 * @throws IngestError `INVALID_ARGUMENT`
 */
export function checkHonoured(
  definition: TableDefinition,
  { capabilities, location }: Pick<Destination, 'capabilities' | 'location'>,
): void {
  const { honours = [] } = capabilities
  for (const { wish, flag, cannot } of wishesOf(definition)) {
    if (honours.includes(wish)) continue
    throw new IngestError(
      'INVALID_ARGUMENT',
      `${location} cannot ${cannot}. Leave out ${flag}, or choose another destination.`,
    )
  }
}

/** One that a definition has: how a user asks for it, and what the destination would have to do. */
type Wished = { readonly wish: Wish; readonly flag: string; readonly cannot: string }

/** What destinations do by themselves is no wish: they evolve a table, and spell unknown keys as they are. */
function wishesOf({ name, columns, contract = 'evolve', naming = 'direct' }: TableDefinition): readonly Wished[] {
  const typed = columns.find(({ storedAs }) => storedAs !== undefined)
  const wishes: Wished[] = []
  if (contract !== 'evolve') {
    wishes.push({
      wish: 'contract',
      flag: '--schema-contract',
      cannot: `hold the table ${name} to the contract ${contract}`,
    })
  }
  if (typed !== undefined) {
    const cannot = `store ${typed.name} of the table ${name} as ${typed.storedAs}: it chooses types itself`
    wishes.push({ wish: 'storedAs', flag: '--columns', cannot })
  }
  if (naming === 'snake_case') {
    wishes.push({ wish: 'naming', flag: '--schema-naming', cannot: `spell columns of the table ${name} in snake_case` })
  }
  return wishes
}
