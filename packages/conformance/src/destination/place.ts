import type { Destination, Json, TableName } from '@ingestr/contract'

/** A row as its JSON text, in which no digit is lost, or as an object, in which 64-bit integers are text. */
export type ReadRow = string | { readonly [column: string]: Json }

/** A place of its own for one case: an empty folder, a new database. */
export interface DestinationPlace extends AsyncDisposable {
  /** A destination on this place. Called again, after the last was disposed of, it is what a later process would open. */
  open(): Promise<Destination>
  /**
   * The rows that a reader sees in a table, in any order, read by other means than the destination's loads; undefined
   * where there is no such table. Times are ISO 8601 text, documents parsed or as text; columns beside the expected ones
   * do not matter.
   */
  rows(table: TableName): Promise<readonly ReadRow[] | undefined>
}
