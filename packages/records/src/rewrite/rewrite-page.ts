import type { Page } from '@ingestr/contract'

import { createPage, parsePage } from '../page.ts'
import { editAt, type Change } from './edit-at.ts'

/** One change to all records of a table: `path` leads from the record to the values. */
export type RecordEdit = { readonly path: readonly string[]; readonly change: Change }

/** What is done to the records that a body has at `records`, in this order. */
export type TableEdits = { readonly records: readonly string[]; readonly edits: readonly RecordEdit[] }

/**
 * Makes pages whose records are edited. Digits that no edit touches stay as they are; of keys that repeat the last is kept.
 * @throws IngestError `INVALID_PAGE` when the body is not JSON
 */
export function createPageRewriter(tables: readonly TableEdits[]): (page: Page) => Page {
  const edits = tables.flatMap(({ records, edits: own }) =>
    own.map(({ path, change }) => ({ path: [...records, ...path], change })),
  )
  return ({ bytes }) => {
    const body = edits.reduce((edited, { path, change }) => editAt(edited, path, change) ?? null, parsePage(bytes))
    return createPage(new TextEncoder().encode(JSON.stringify(body)))
  }
}
