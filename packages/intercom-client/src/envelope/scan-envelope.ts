import { outlinePage, ValueReader } from '@ingestr/records'
import type { PageOutline, RecordOutline, Scalar } from '@ingestr/records'

import { readPages } from './parse-envelope.ts'
import type { RawEnvelope, RawList, RawRecord } from './raw-envelope.ts'

const openObject = 0x7b

const recordNames = ['id', 'created_at', 'updated_at']

/**
 * Reads the envelope without parsing the records. Undefined where the body is no JSON object, or is written in a way that only a parser
 * should judge: `parseEnvelope` then decides. Whoever writes the records has no need to look through the body once more.
 */
export function scanEnvelope(bytes: Uint8Array, recordsKeys: readonly string[]): RawEnvelope | undefined {
  const outline = outlinePage(bytes, { flag: 'has_more', isShared: true })
  if (outline === undefined) return undefined
  const reader = new ValueReader(bytes)
  const lists = recordsKeys.flatMap((key): Array<[string, RawList]> => {
    const list = outline.get(key)?.list
    return list === undefined ? [] : [[key, readList(reader, list)]]
  })
  const pages = outline.get('pages')
  return {
    lists: new Map(lists),
    totalCount: scalarOf(reader, outline, 'total_count'),
    scrollParam: scalarOf(reader, outline, 'scroll_param'),
    pages: pages !== undefined && bytes[pages.start] === openObject ? readPages(reader.token(pages.start)) : undefined,
  }
}

function scalarOf(reader: ValueReader, outline: PageOutline, name: string): Scalar {
  const member = outline.get(name)
  return member === undefined ? undefined : reader.scalar(member.start)
}

function readList(reader: ValueReader, list: RecordOutline): RawList {
  const columns = list.keys.map(({ name, parent }) => (parent === undefined ? recordNames.indexOf(name) : -1))
  const records = list.starts.map((_, index): RawRecord => {
    const values: Scalar[] = []
    for (let member = list.firsts[index] ?? 0; member < (list.firsts[index + 1] ?? 0); member += 1) {
      const column = columns[list.ids[member] ?? -1] ?? -1
      if (column !== -1) values[column] = reader.scalar(list.values[member] ?? 0)
    }
    const [id, createdAt, updatedAt] = values
    return { id, createdAt, updatedAt }
  })
  return { records, truncatedLists: list.flagged }
}
