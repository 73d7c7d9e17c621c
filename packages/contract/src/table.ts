/** Logical column types. `integer` is 64 bits signed, `double` IEEE 754, `timestamp` an instant, `json` a document. */
export type ColumnType = 'boolean' | 'integer' | 'double' | 'text' | 'timestamp' | 'json'

/** Descriptions become comments where a destination has them. */
type Described = { readonly name: string; readonly description?: string }

/** One column of a table, and where its value is in a record. */
export interface Column extends Described {
  readonly type: ColumnType
  /** Keys from the record to the value. In a path of several keys, every object before the last key is a flattened one. */
  readonly path: readonly string[]
  /** How a timestamp is written in the record. `unix-seconds` also admits milliseconds (from 1e11 on) and ISO 8601 text. */
  readonly encoding?: 'unix-seconds' | 'iso-8601'
  /** The type that the destination is asked to store it as, by a name of its own (`bigint`, `decimal(18,2)`). */
  readonly storedAs?: string
}

/** What a load does with the rows that are in the table already. */
export type Strategy = 'append' | 'merge' | 'replace'

/** A table as data. */
export interface TableDefinition extends Described {
  /** Where the records are in a body: keys, and `*` for each item of a list: `['data', '*']`. */
  readonly records: readonly string[]
  /** Declared columns: always in the table, in this order, whether any value arrives or not. */
  readonly columns: readonly Column[]
  /** Names of the columns that identify a row. Used by merge; a replace without `versionColumn` keeps every row. */
  readonly primaryKey: readonly string[]
  /** Name of the column whose highest value wins among rows of one key; null is lowest; on a tie the later write wins. */
  readonly versionColumn?: string
  /** What a run does when the user asks for nothing else. */
  readonly strategy: Strategy
  /** What the source asks for its records, for people: `POST /contacts/search`. */
  readonly endpoint?: string
  /** Masks by the name of a preset: `column:algorithm` or `column:algorithm:parameter`, paths into columns too. */
  readonly maskPresets?: { readonly [preset: string]: readonly string[] }
  /**
   * Unknown keys of the record and of its flattened objects become columns, named by their path joined with `_`. So does
   * a flattened object that arrives as something else than an object or null, under its own path.
   */
  readonly isOpen: boolean
  /** What a load may do to a table that is there: `evolve`, if left out, adds and widens columns; see `Outcome.discarded`. */
  readonly contract?: 'evolve' | 'freeze' | 'discard_row' | 'discard_value'
  /** How columns of unknown keys are spelled: as the keys are (`direct`, if left out), or as the table's others (`auto`). */
  readonly naming?: 'auto' | 'direct' | 'snake_case'
}

/** The name of a table in a destination. */
export type TableName = { readonly schema?: string | undefined; readonly name: string }

/** A JSON document as text, so that no digit of it is lost. */
export type JsonText = { readonly json: string }

/** A cell. `bigint` for integers, `number` for other numbers, `Date` for timestamps that fit. */
export type Value = null | boolean | bigint | number | string | Date | JsonText

/** A row by column name: every declared column, and the unknown keys that this record brought. */
export type Row = Readonly<Record<string, Value>>

/**
 * One response body: its bytes are UTF-8 JSON. `rows` is slow, correct, and the reference for every fast path: nothing is
 * coerced; a value that does not fit its column's type is given as what it is, for the destination to widen the column.
 */
export type Page = { readonly bytes: Uint8Array; rows(table: TableDefinition): Iterable<Row> }
