/** A key of a record, or of an object inside it that is in no list. Records of one page share their keys. */
export interface OutlineKey {
  /** Its number on this page, from 0 on, in order of appearance. */
  readonly id: number
  /** As it is written, without its quotes. */
  readonly name: string
  /** Whether that has a backslash: it may be another key's name, written in another way. */
  readonly isEscaped: boolean
  /** The key of the object that it is in; undefined: the record itself. */
  readonly parent: OutlineKey | undefined
}

/** Where the records of a list lie, and their members. Every position is one of a byte. */
export interface RecordOutline {
  /** The place of each in its list, from 1 on; in a list of lists, that of the inner one more than `itemsPerList` times the outer. */
  readonly numbers: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** For each record the index of the first of its members, and at last the number of all members. */
  readonly firsts: readonly number[]
  readonly keys: readonly OutlineKey[]
  /** The id of each member's key, in the order of the bytes: members of an object follow the one that it is the value of. */
  readonly ids: Int32Array
  /** Where each member's value begins. */
  readonly values: Int32Array
  /** How many objects, those inside of others included, had the flag that was counted. */
  readonly flagged: number
}

export const itemsPerList: number = 2 ** 20

/** A member of the body itself. */
export interface BodyMember {
  /** Where its value begins. */
  readonly start: number
  /** The items of a list, objects or not; undefined for what is none. */
  readonly list: RecordOutline | undefined
}

/** By name. */
export type PageOutline = ReadonlyMap<string, BodyMember>
