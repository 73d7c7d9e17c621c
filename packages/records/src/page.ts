import { IngestError, type Page, type Row, type TableDefinition } from '@ingestr/contract'

import { parseExactJson, type ExactJson } from './exact-json.ts'
import { selectRecords } from './record-path.ts'
import { createRowReader } from './row-reader.ts'

/**
 * A page over the bytes of one response body. Nothing is read until `rows` is iterated, and nothing is kept afterwards:
 * each iteration parses anew. Bytes that are not UTF-8 become U+FFFD and a byte order mark is skipped.
 *
 * Iterating `rows` throws `INVALID_PAGE` when the body is not JSON, or when what is found where the records should be is
 * neither an object nor null.
 */
export function createPage(bytes: Uint8Array): Page {
  return { bytes, rows: (table) => ({ [Symbol.iterator]: () => readRows(bytes, table) }) }
}

function* readRows(bytes: Uint8Array, table: TableDefinition): Generator<Row, undefined> {
  const readRow = createRowReader(table)
  for (const record of selectRecords(parsePage(bytes), table.records)) yield readRow(record)
}

/** @throws IngestError `INVALID_PAGE` for a body that is not JSON */
export function parsePage(bytes: Uint8Array): ExactJson {
  try {
    return parseExactJson(new TextDecoder().decode(bytes))
  } catch (cause) {
    const message = `A body of ${bytes.byteLength} bytes is not JSON that can be read: cut short, or nested too deeply.`
    throw new IngestError('INVALID_PAGE', `${message} Run again to have it sent anew.`, { cause })
  }
}
