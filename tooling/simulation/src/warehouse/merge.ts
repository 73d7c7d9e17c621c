import type { KeepRange, Page, TableDefinition } from '@ingestr/contract'

import type { StoredRow, StoredRows } from './disk.ts'

type RawRecord = {
  readonly id: string
  readonly updated_at: number
  readonly revision: number
  readonly workspace_id: string
}

/** The records of a page that a range keeps. */
export function readRows(page: Page, definition: TableDefinition): readonly StoredRow[] {
  const [recordsKey = 'data'] = definition.records
  const body: Readonly<Record<string, readonly RawRecord[]>> = JSON.parse(new TextDecoder().decode(page.bytes))
  return (body[recordsKey] ?? []).map((record) => ({
    id: record.id,
    updatedAt: record.updated_at,
    revision: record.revision,
    workspace: record.workspace_id,
    json: JSON.stringify(record),
  }))
}

export function isKept({ updatedAt }: StoredRow, keep: KeepRange | undefined): boolean {
  const { from = -Infinity, to = Infinity } = keep ?? {}
  return updatedAt * 1000 >= from && updatedAt * 1000 < to
}

/**
 * The rows with others put in: of one key the newest counts, of two equally new ones the later. Only rows that have a rival
 * in what is put in are taken away; two of one key that were there before stay two.
 */
export function mergeRows(rows: StoredRows, added: readonly StoredRow[]): StoredRows {
  const newest = new Map<string, StoredRow>()
  for (const row of added) {
    const rival = newest.get(row.id)
    if (rival === undefined || row.updatedAt >= rival.updatedAt) newest.set(row.id, row)
  }
  const kept = rows.filter((row) => {
    const rival = newest.get(row.id)
    return rival === undefined || rival.updatedAt < row.updatedAt
  })
  const known = new Set(kept.map(({ id }) => id))
  return [...kept, ...Array.from(newest.values()).filter(({ id }) => !known.has(id))]
}
