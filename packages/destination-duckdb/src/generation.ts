import { createHash } from 'node:crypto'

import type { CallOptions, TableName } from '@ingestr/contract'

import { defaultSchema, foldName, quoteTable } from './identifier.ts'
import type { Session } from './session.ts'

/** The table that a replace is staged in: beside its target, so that swapping it in is a rename. */
export function generationTable(target: TableName, generation: string): TableName {
  const digest = createHash('sha256').update(generation).digest('hex').slice(0, 8)
  return { schema: target.schema, name: `${prefix(target)}${digest}` }
}

/** Drops what earlier generations of the target left staged. */
export async function dropOtherGenerations(
  session: Session,
  target: TableName,
  generation: string,
  options: CallOptions,
): Promise<void> {
  const own = foldName(generationTable(target, generation).name)
  const tables = await session.texts(
    'SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND lower(schema_name) = ? AND starts_with(lower(table_name), ?)',
    [foldName(target.schema ?? defaultSchema), foldName(prefix(target))],
    options,
  )
  for (const [name = ''] of tables) {
    const isGeneration = /^[0-9a-f]{8}$/.test(foldName(name).slice(prefix(target).length))
    if (isGeneration && foldName(name) !== own) {
      await session.run(`DROP TABLE ${quoteTable(session.catalog, { schema: target.schema, name })}`, [], options)
    }
  }
}

function prefix(target: TableName): string {
  return `_ingestr_${target.name}_`
}
