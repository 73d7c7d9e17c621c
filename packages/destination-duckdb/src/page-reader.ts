import { quoteName, quoteText } from './identifier.ts'
import type { StagingFile } from './staging-file.ts'

/** Names the position of a record among all pages of a load; no column of a table may begin so. */
export const pageColumn = '_ingestr_page'
export const itemColumn = '_ingestr_item'

/** Items of nested lists are numbered in one count: the outer list's number times this, plus the inner one's. */
const itemsPerList = 2 ** 20
const smallestObjectLimit = 16 * 2 ** 20

/**
 * A query over a staging file with the columns `_ingestr_page`, `_ingestr_item` and `record`, one row for each record
 * that is found at `records` (keys, and `*` for each item of a list); `type` is the DuckDB type to read a record as.
 * DuckDB refuses the file where the path meets something else.
 */
export function recordsQuery(
  file: Pick<StagingFile, 'path' | 'pages'>,
  records: readonly string[],
  type: string,
): string {
  let query = `SELECT page AS ${pageColumn}, 0::BIGINT AS ${itemColumn}, body AS record FROM ${readFile(file, bodyType(records, type))}`
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

/** Without `records` and `columns` DuckDB would sample the file each time. */
function readFile(file: Pick<StagingFile, 'path' | 'pages'>, type: string): string {
  const longest = Math.max(0, ...file.pages.map((page) => page.length))
  const options = [
    "format = 'newline_delimited'",
    "records = 'true'",
    `maximum_object_size = ${Math.max(smallestObjectLimit, longest + 1024)}`,
    `columns = {page: 'BIGINT', body: ${quoteText(type)}}`,
  ]
  return `read_json(${quoteText(file.path)}, ${options.join(', ')})`
}
