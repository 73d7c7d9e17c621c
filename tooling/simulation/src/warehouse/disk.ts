import type { StateEntry } from '@ingestr/contract'

/** A row as far as the simulation looks at it. */
export interface StoredRow {
  readonly id: string
  /** Unix seconds. */
  readonly updatedAt: number
  readonly revision: number
  readonly workspace: string
  /** The record as it came. */
  readonly json: string
}

/** Rows of one table, or of one that is to take its place. Nothing but a load keeps two of one key apart. */
export type StoredRows = readonly StoredRow[]

/** What is durable of one table. */
export interface StoredTable {
  /** Undefined until the table is made. */
  readonly rows: StoredRows | undefined
  /** By generation. */
  readonly staged: ReadonlyMap<string, StoredRows>
}

/** What is durable at one moment: rows and state together. */
export interface Contents {
  /** By canonical name of the target. */
  readonly tables: ReadonlyMap<string, StoredTable>
  /** By source, table and target. */
  readonly entries: ReadonlyMap<string, StateEntry>
}

const nothing: StoredTable = { rows: undefined, staged: new Map() }

/** What survives a process. A transaction replaces its contents as a whole. */
export class Disk {
  contents: Contents = { tables: new Map(), entries: new Map() }

  table(target: string): StoredTable {
    return this.contents.tables.get(target) ?? nothing
  }
}

/** The one text for the target of a simulated table. */
export function targetOf(name: string, schema = 'main'): string {
  return `${schema}.${name}`
}
