import { IngestError } from '@ingestr/contract'

import { chooseTables } from './choose-tables.ts'
import { listTables, type ListTablesOptions } from './list-tables.ts'
import { editorOf } from './record-wishes/edit-records.ts'
import type { RecordWishes } from './record-wishes/record-wishes.ts'
import { shapeOf, type TableWishes } from './table-shape.ts'

/** What is to be copied, and how, without where from and where to. */
export type CheckWishesOptions = TableWishes &
  RecordWishes &
  ListTablesOptions & { readonly sourceTables: readonly string[]; readonly destTable?: string | undefined }

/**
 * Whether a run with these wishes could begin; asks nothing of the source. For who stores them to run later.
 * @throws IngestError `UNKNOWN_TABLE`, `INVALID_ARGUMENT`
 */
export async function checkWishes(options: CheckWishesOptions): Promise<void> {
  const known = await listTables(options)
  const source = { listTables: async () => known }
  const choices = await chooseTables(source, options.sourceTables, options.destTable, {})
  const chosen = known.filter(({ name }) => choices.some(({ table }) => table === name))
  if (chosen.length !== new Set(choices.map(({ table }) => table)).size) {
    const names = known.map(({ name }) => name).join(', ')
    throw new IngestError('UNKNOWN_TABLE', `One of the tables is none. The tables are: ${names}.`)
  }
  const shape = shapeOf(options, chosen)
  const edit = editorOf(options, chosen)
  for (const definition of chosen) edit(shape(definition))
}
