import { itemColumn, pageColumn, readPages } from './page-reader.ts'
import type { SlowRow } from './slow-rows.ts'
import type { StagedColumn } from './staged-column.ts'
import type { StagedPages } from './staged-pages.ts'

/** Writes rows as lines of `{"page":<item>,"body":[cells…]}`, every cell text or null, so that DuckDB finds nothing to mend. */
export async function writeSlowRows(
  staged: StagedPages,
  columns: readonly StagedColumn[],
  rows: readonly SlowRow[],
): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const cells = columns.map((column) => row.get(column.name) ?? null)
    await staged.append(index, Buffer.from(JSON.stringify(cells)))
  }
}

/** A query over such files with the columns of a stage. */
export function slowRowsQuery(
  staged: Pick<StagedPages, 'paths' | 'pages'>,
  columns: readonly StagedColumn[],
  page: number,
): string {
  const cells = columns.map(({ form }, index) => (form === 'json' ? `json(body[${index + 1}])` : `body[${index + 1}]`))
  return `SELECT ${[`${page} AS ${pageColumn}`, `page + 1 AS ${itemColumn}`, ...cells].join(', ')} FROM ${readPages(staged, "{page: 'BIGINT', body: 'VARCHAR[]'}")}`
}
