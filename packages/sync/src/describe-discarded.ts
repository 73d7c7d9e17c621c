import type { TableDefinition } from '@ingestr/contract'

const shownColumns = 20

/** What a schema contract left out, column by column; nothing where it left out nothing. */
export function notesOfDiscarded(
  { contract }: Pick<TableDefinition, 'contract'>,
  discarded: ReadonlyMap<string, number>,
): readonly string[] {
  if (discarded.size === 0) return []
  const total = [...discarded.values()].reduce((sum, count) => sum + count, 0)
  const unit = contract === 'discard_row' ? 'row' : 'value'
  const columns = Array.from(discarded, ([column, count]) => `${column} ${count}`).slice(0, shownColumns)
  const more = discarded.size - columns.length
  const list = [...columns, ...(more > 0 ? [`${more} more columns`] : [])].join(', ')
  return [
    `${total} ${total === 1 ? `${unit} does` : `${unit}s do`} not fit the table and ${total === 1 ? 'was' : 'were'} left out (--schema-contract ${contract ?? 'evolve'}): ${list}.`,
  ]
}
