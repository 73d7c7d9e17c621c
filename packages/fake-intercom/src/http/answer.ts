import { toJsonText, type JsonObject } from '../json.ts'

/** A list of records that are JSON already, between the other members of its envelope. */
export interface ListAnswer {
  readonly kind: 'list'
  readonly type: string
  readonly key: string
  readonly records: readonly Uint8Array[]
  /** What follows the records: `total_count`, `pages`, `scroll_param`. */
  readonly rest: JsonObject
}

/** What a route has to say when all is well. */
export type Answer = ListAnswer | { readonly kind: 'object'; readonly value: JsonObject }

const comma = Buffer.from(',')

/** The bytes of an answer. Records are copied, never parsed or written again. */
export function toBody(answer: Answer): Buffer {
  if (answer.kind === 'object') {
    return Buffer.from(toJsonText(answer.value))
  }
  const { type, key, records, rest } = answer
  const tail = toJsonText(rest)
  const parts: Uint8Array[] = [Buffer.from(`{"type":${JSON.stringify(type)},${JSON.stringify(key)}:[`)]
  for (const [position, record] of records.entries()) {
    if (position > 0) {
      parts.push(comma)
    }
    parts.push(record)
  }
  parts.push(Buffer.from(tail === '{}' ? ']}' : `],${tail.slice(1)}`))
  return Buffer.concat(parts)
}
