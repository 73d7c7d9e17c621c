import type { CountedTable } from '../options.ts'
import type { Span } from './times.ts'

/** What the records of one table need to know of the others. */
export interface World {
  readonly seed: number
  readonly workspaceId: string
  /** In unix seconds: the records came to be from `start` to `end`. */
  readonly start: number
  readonly end: number
  /** How the times of a table's records are spread. */
  spanOf(table: CountedTable): Span
  readonly counts: { readonly [table in CountedTable]: number }
  /** The id of a generated contact or company, by its number. */
  contactId(ordinal: number): string
  companyId(ordinal: number): string
}
