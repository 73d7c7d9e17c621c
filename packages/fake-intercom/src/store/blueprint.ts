import type { JsonObject } from '../json.ts'
import type { RecordTimes, Version } from './version.ts'

/** What a record is made from. */
export type Seedling = Pick<Version, 'id' | 'ordinal' | keyof RecordTimes>

/** How a table's records are made from numbers. The same number always gives the same record. */
export interface Blueprint {
  timesOf(ordinal: number): RecordTimes
  idOf(ordinal: number, createdAt: number): string
  build(version: Seedling): JsonObject
  /** Top-level fields of the record that search asks for, without the cost of making the rest. */
  sketch?(version: Seedling): JsonObject
  /** Whether lists show the record. Absent: they show all. */
  isListed?(value: JsonObject): boolean
  /** The same as `isListed` for a record as generated, without making it. */
  isListedAsGenerated?(ordinal: number): boolean
  /** The name of the time that `activeAt` stands for. */
  readonly activityField?: string
  /** Fields that an answer carries only when the query has this parameter set to `true`. */
  readonly onRequest?: { readonly [field: string]: string }
  /** What only a read of the single record shows. */
  details?(value: JsonObject): JsonObject
}
