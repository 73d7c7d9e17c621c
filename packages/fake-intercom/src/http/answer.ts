import { toJsonText, type JsonObject } from '../json.ts'
import { join, type Piece } from '../store/shelf.ts'

/** A list of records that are JSON already, between the other members of its envelope. */
export interface ListAnswer {
  readonly kind: 'list'
  readonly type: string
  readonly key: string
  readonly records: readonly Piece[]
  /** What follows the records: `total_count`, `pages`, `scroll_param`. */
  readonly rest: JsonObject
}

/** What a route has to say when all is well. */
export type Answer = ListAnswer | { readonly kind: 'object'; readonly value: JsonObject }

/** The bytes of an answer, in parts. Records are sent from where they lie. */
export function toBody(answer: Answer): readonly Uint8Array[] {
  if (answer.kind === 'object') {
    return [Buffer.from(toJsonText(answer.value))]
  }
  const { type, key, records, rest } = answer
  const tail = toJsonText(rest)
  return [
    Buffer.from(`{"type":${JSON.stringify(type)},${JSON.stringify(key)}:[`),
    ...join(records),
    Buffer.from(tail === '{}' ? ']}' : `],${tail.slice(1)}`),
  ]
}
