import type { Row } from '@ingestr/contract'

import { describeRow, rowAsJson } from './print-row.ts'
import { needSetting, readRecordWishes, type Flags } from './read-settings.ts'
import { readUri } from './read-uri.ts'
import type { Surroundings } from './surroundings.ts'

/** What `ingestr preview` was asked for. */
export type PreviewSettings = { readonly table: string; readonly json: boolean; readonly flags: Flags }

/** Prints the first rows of a table; nothing is written. */
export async function runPreview({ table, json, flags }: PreviewSettings, surroundings: Surroundings): Promise<void> {
  const { environment, stdin, terminal } = surroundings
  const sourceUri = await readUri(needSetting('sourceUri', flags, environment), '--source-uri', stdin)
  const { preview } = await import('@ingestr/ingest')
  const { rows } = await preview({ sourceUri, table, ...readRecordWishes(flags, environment) })
  if (json) for (const row of rows) terminal.print(rowAsJson(row))
  else terminal.print(rows.length === 0 ? `${table} has no rows.` : describeRows(table, rows))
}

/** One block a row, one line a column: tables have more columns than a terminal is wide. */
function describeRows(table: string, rows: readonly Row[]): string {
  return rows
    .map((row, index) => `${table}, row ${index + 1} of the first ${rows.length}:\n${describeRow(row)}`)
    .join('\n\n')
}
