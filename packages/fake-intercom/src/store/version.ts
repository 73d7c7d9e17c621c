import type { JsonObject } from '../json.ts'
import type { Piece } from './shelf.ts'

/** When a record came to be, was last changed, and was last active; in unix seconds. */
export interface RecordTimes {
  readonly createdAt: number
  readonly updatedAt: number
  readonly activeAt: number
}

/** One state of one record. A change makes another version; what an older view still holds stays as it was. */
export interface Version extends RecordTimes {
  readonly id: string
  /** The number it is generated from. */
  readonly ordinal: number
  /** Lists leave out what is not listed; a read by id finds it. */
  readonly isListed: boolean
  /** Undefined as long as the record is as generated. */
  readonly value: JsonObject | undefined
  /** Of a record as generated: the fields that search asks for, once it did. */
  sketch: JsonObject | undefined
  /** The JSON as lists deliver it, kept while there is room. */
  piece: Piece | undefined
}

/** By which of its times a table can be walked. */
export type SortKey = keyof RecordTimes

/** The order of a walk: by time, then by id as text. */
export function compareBy(key: SortKey): (left: Version, right: Version) => number {
  return (left, right) => left[key] - right[key] || (left.id < right.id ? -1 : Number(left.id > right.id))
}
