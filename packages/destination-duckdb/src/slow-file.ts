import { itemColumn, pageColumn } from './page-reader.ts'
import { quoteText } from './identifier.ts'
import type { SlowRow } from './slow-rows.ts'
import type { StagedColumn } from './staged-column.ts'
import type { StagingFile } from './staging-file.ts'

/** Writes rows as lines of `{"page":<item>,"body":[cells…]}`, every cell text or null, so that DuckDB finds nothing to mend. */
export async function writeSlowRows(
  file: StagingFile,
  columns: readonly StagedColumn[],
  rows: readonly SlowRow[],
): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const cells = columns.map((column) => row.get(column.name) ?? null)
    await file.append(index, Buffer.from(JSON.stringify(cells)))
  }
}

/** A query over such a file with the columns of a stage. */
export function slowRowsQuery(
  file: Pick<StagingFile, 'path' | 'pages'>,
  columns: readonly StagedColumn[],
  page: number,
): string {
  const cells = columns.map(({ form }, index) => (form === 'json' ? `json(body[${index + 1}])` : `body[${index + 1}]`))
  const longest = Math.max(2 ** 24, ...file.pages.map(({ length }) => length + 1024))
  const source = `read_json(${quoteText(file.path)}, format = 'newline_delimited', records = 'true', maximum_object_size = ${longest}, columns = {page: 'BIGINT', body: 'VARCHAR[]'})`
  return `SELECT ${[`${page} AS ${pageColumn}`, `page + 1 AS ${itemColumn}`, ...cells].join(', ')} FROM ${source}`
}
