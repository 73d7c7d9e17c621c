import { itemsPerList } from '@ingestr/records'

import { quoteName, quoteText } from './identifier.ts'
import type { StagedPages } from './staged-pages.ts'

/** Names the position of a record among all pages of a load; no column of a table may begin so. */
export const pageColumn = '_ingestr_page'
export const itemColumn = '_ingestr_item'

/** DuckDB's buffers are twice as long as the longest line that it is told to expect. */
const smallestObjectLimit = 2 ** 20

/**
 * A query over staged pages with the columns `_ingestr_page`, `_ingestr_item` and `record`, one row for each record
 * that is found at `records` (keys, and `*` for each item of a list); `type` is the DuckDB type to read a record as.
 * DuckDB refuses the files where the path meets something else.
 */
export function recordsQuery(
  staged: Pick<StagedPages, 'paths' | 'pages'>,
  records: readonly string[],
  type: string,
): string {
  let query = `SELECT page AS ${pageColumn}, 0::BIGINT AS ${itemColumn}, body AS record FROM ${readPages(staged, `{page: 'BIGINT', body: ${quoteText(bodyType(records, type))}}`)}`
  for (const step of records) query = step === '*' ? eachItem(query) : field(query, step)
  return `SELECT * FROM (${query}) WHERE record IS NOT NULL`
}

function field(query: string, key: string): string {
  return `SELECT ${pageColumn}, ${itemColumn}, struct_extract(record, ${quoteText(key)}) AS record FROM (${query})`
}

function eachItem(query: string): string {
  const item = `${itemColumn} * ${itemsPerList} + generate_subscripts(record, 1) AS ${itemColumn}`
  return `SELECT ${pageColumn}, ${item}, unnest(record) AS record FROM (${query})`
}

function bodyType(records: readonly string[], type: string): string {
  return records.reduceRight(
    (inner, step) => (step === '*' ? `${inner}[]` : `STRUCT(${quoteName(step)} ${inner})`),
    type,
  )
}

/** Reads lines as rows of `columns`, a DuckDB struct of types. */
export function readPages({ paths, pages }: Pick<StagedPages, 'paths' | 'pages'>, columns: string): string {
  const longest = Math.max(0, ...pages.map((page) => page.length))
  const options = [
    "format = 'newline_delimited'",
    // Without it and `columns` DuckDB would sample the files each time.
    "records = 'true'",
    `maximum_object_size = ${Math.max(smallestObjectLimit, longest + 1024)}`,
    `columns = ${columns}`,
  ]
  return `read_json([${paths.map(quoteText).join(', ')}], ${options.join(', ')})`
}
