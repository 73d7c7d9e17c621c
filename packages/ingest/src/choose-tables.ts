import { IngestError, type Source } from '@ingestr/contract'
import type { TableChoice } from '@ingestr/sync'

import { parseTargetTable } from './target-table.ts'

/** What stands for the name of the source table in the name of a target. */
const placeholder = '{table}'

/**
 * The tables that a text or list names (`contacts`, `contacts, companies`, `all`), and where each goes: to the target
 * whose name has `{table}` in the place of its own, or to its own name.
 * @throws IngestError `INVALID_ARGUMENT` for no name, an empty one, and several tables with one target
 */
export async function chooseTables(
  source: Pick<Source, 'listTables'>,
  asked: string | readonly string[],
  destTable: string | undefined,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<readonly TableChoice[]> {
  const known = (await source.listTables(options)).map((table) => table.name)
  const names = readNames(asked, known)
  if (names.length > 1 && destTable !== undefined && !destTable.includes(placeholder)) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `${names.length} tables cannot go to one: write ${placeholder} where the name of each is to be, as in --dest-table 'intercom.${placeholder}', or leave --dest-table out.`,
    )
  }
  return names.map((table) => {
    // What is no table may be a token in the wrong place: it makes no name of a target, which errors show.
    if (destTable === undefined || !known.includes(table)) return { table, target: { name: table } }
    return { table, target: parseTargetTable(destTable.replaceAll(placeholder, table)) }
  })
}

function readNames(asked: string | readonly string[], known: readonly string[]): readonly string[] {
  const names = (typeof asked === 'string' ? asked.split(',') : asked).map((name) => name.trim())
  if (names.length === 1 && names[0] === 'all') return known
  if (names.length > 0 && !names.includes('')) return names
  throw new IngestError(
    'INVALID_ARGUMENT',
    'A name of a source table is empty: write --source-table contacts, or contacts,companies, or all.',
  )
}
