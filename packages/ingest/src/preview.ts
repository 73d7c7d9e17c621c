import { IngestError, type CallOptions, type Row, type Runtime, type TableDefinition } from '@ingestr/contract'

import { createSource } from './connectors.ts'
import type { RecordWishes } from './record-wishes/record-wishes.ts'
import { shapeTables } from './shaped-source.ts'
import type { SourceSettings } from './source-settings.ts'
import { createSystemRuntime } from './system-runtime.ts'

/** Which rows to look at. */
export interface PreviewOptions extends CallOptions, RecordWishes {
  readonly sourceUri: string
  readonly table: string
  /** The most rows, 1 to 150. Default: 10. */
  readonly rows?: number | undefined
  /** Parameters of the source's URI; they go before those in the URI. */
  readonly sourceSettings?: SourceSettings | undefined
  readonly runtime?: Runtime | undefined
}

/** The first rows that the source gives, as a run would store them. */
export type Preview = { readonly definition: TableDefinition; readonly rows: readonly Row[] }

const usualRows = 10
const mostRows = 150

/**
 * Reads the first rows of a table, and writes nothing.
 * @throws IngestError `INVALID_ARGUMENT` for a number of rows that cannot be, `UNKNOWN_TABLE`, `INVALID_URI`, and for what
 *   the source could not do
 */
export async function preview(options: PreviewOptions): Promise<Preview> {
  const { table, rows: most = usualRows, runtime = createSystemRuntime(), signal } = options
  if (!Number.isInteger(most) || most < 1 || most > mostRows) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `${most} is no number of rows: write a whole number from 1 to ${mostRows}.`,
    )
  }
  const settings = { page_size: String(most), extract_parallelism: '1', ...options.sourceSettings }
  await using plain = await createSource(options.sourceUri, runtime, settings)
  const source = await shapeTables(plain, [{ table }], options)
  const plan = await source.plan({ table }, { signal })
  const [definition] = plan.tables
  const rows: Row[] = []
  for await (const { page } of source.read(plan, { signal })) {
    rows.push(...(page?.rows(definition) ?? []))
    if (rows.length >= most) break
  }
  return { definition, rows: rows.slice(0, most) }
}
