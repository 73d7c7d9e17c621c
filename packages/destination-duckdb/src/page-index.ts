import { type CallOptions, type Column, type KeepRange, type TableDefinition } from '@ingestr/contract'
import { unknownColumnName } from '@ingestr/records'

import { foldName, quoteName } from './identifier.ts'
import { itemColumn, pageColumn } from './page-reader.ts'
import { createRecordScanner, type RecordScanner, type ScannedRecords } from './record-scan.ts'
import { recordShape, type RecordShape } from './record-shape.ts'
import type { Session } from './session.ts'
import { cellType, stagedColumns, stagedForm, unknownColumn, type StagedColumn } from './staged-column.ts'

/** What a load has seen of the records of one table so far. Its lanes share it. */
export interface SeenRecords {
  readonly scanner: RecordScanner
  /** The columns whose cells are in the index: keys, versions and the column of a range. */
  readonly columns: readonly Column[]
}

export function createSeenRecords(definition: TableDefinition, keep: KeepRange | undefined): SeenRecords {
  const columns = decisiveColumns(definition, keep)
  return { scanner: createRecordScanner(definition, columns), columns }
}

function decisiveColumns(definition: TableDefinition, keep: KeepRange | undefined): readonly Column[] {
  const names = new Set([...definition.primaryKey, definition.versionColumn ?? '', keep?.column ?? ''].map(foldName))
  return definition.columns.filter(({ name }) => names.has(foldName(name)))
}

/** What the scanner found on a page. */
export type IndexedPage = ScannedRecords & { readonly page: number }

/**
 * Where the records of pages lie, and what decides which of them are written: keys, versions and the column of a range, in a temporary
 * table of the load's connection. All else stays in the files until it is written.
 */
export interface PageIndex {
  /** Its name, quoted. It has the cells of its columns, named as in a stage. */
  readonly name: string
  /** What the files have, as far as they were added. */
  readonly contents: PageContents
  add(pages: readonly IndexedPage[], options: CallOptions): Promise<void>
  /** Empties it before the next statement. */
  clear(): void
}

/** How the records are to be read from their files. */
type PageContents = {
  /** Declared columns, then unknown ones in order of arrival. */
  readonly columns: readonly StagedColumn[]
  readonly shape: RecordShape
  /** The same without what is declared and is not in the index. */
  readonly undeclared: RecordShape
}

/** `name` must be free among the session's temporary tables. */
export function createPageIndex(
  session: Session,
  source: { readonly definition: TableDefinition; readonly seen: SeenRecords },
  name: string,
): PageIndex {
  const cells = source.seen.columns.map((column) => `${quoteName(column.name)} ${cellType(stagedForm(column))}`)
  session.soon(
    `CREATE TEMP TABLE ${quoteName(name)} (${[`${pageColumn} BIGINT`, `${itemColumn} BIGINT`, ...cells].join(', ')})`,
  )
  return new TemporaryIndex(session, source, name)
}

/** Neither is ever in a cell: JSON writes control characters as escapes. */
const separator = '\u001F'
const missing = '\u001E'

class TemporaryIndex implements PageIndex {
  readonly name: string
  readonly #session: Session
  readonly #definition: TableDefinition
  readonly #seen: SeenRecords

  constructor(
    session: Session,
    { definition, seen }: { readonly definition: TableDefinition; readonly seen: SeenRecords },
    name: string,
  ) {
    this.#session = session
    this.#definition = definition
    this.#seen = seen
    this.name = quoteName(name)
  }

  get contents(): PageContents {
    const { findings } = this.#seen.scanner
    const shape = recordShape(this.#definition, findings)
    const columns = new Map(stagedColumns(this.#definition).map((column) => [column.name, column]))
    // Before those that the shape finds in its own order: columns are made in the order of arrival.
    const unknown = findings.unknown.map((path) => unknownColumnName(path, this.#definition))
    for (const name of [...unknown, ...shape.cells.keys()]) {
      if (!columns.has(name)) columns.set(name, unknownColumn(name, `_ingestr_unknown_${columns.size}`))
    }
    const declared = new Set(this.#definition.columns.map(({ name }) => name))
    for (const { name } of this.#seen.columns) declared.delete(name)
    const undeclared = recordShape(this.#definition, findings, (name) => !declared.has(name))
    return { columns: [...columns.values()], shape, undeclared }
  }

  /** As one text for each column: a text is handed to DuckDB at once, a list item by item. */
  async add(pages: readonly IndexedPage[], options: CallOptions): Promise<void> {
    const filled = pages.filter(({ items }) => items.length > 0)
    if (filled.length === 0) return
    const columns: ReadonlyArray<ReadonlyArray<ReadonlyArray<number | string | null>>> = [
      filled.map(({ page, items }) => items.map(() => page)),
      filled.map(({ items }) => items),
      ...this.#seen.columns.map((_, index) => filled.map(({ cells }) => cells[index] ?? [])),
    ]
    const lists = columns.map((column) =>
      column.flatMap((cells) => cells.map((cell) => cell ?? missing)).join(separator),
    )
    const names = lists.map((_, index) => `list${index}`)
    const values = names.map((list, index) => {
      const each = `unnest(string_split(${list}, chr(${separator.charCodeAt(0)})))`
      return index < 2 ? each : `nullif(${each}, chr(${missing.charCodeAt(0)}))`
    })
    const given = names.map((list, index) => `$${index + 1} AS ${list}`).join(', ')
    // Materialized, or DuckDB would split constants as it plans, value by value.
    const query = `WITH given AS MATERIALIZED (SELECT ${given}) SELECT ${values.join(', ')} FROM given`
    await this.#session.run(`INSERT INTO ${this.name} ${query}`, lists, options)
  }

  clear(): void {
    // DuckDB keeps deleted rows of a temporary table in memory, so the table is made anew.
    this.#session.soon(`CREATE OR REPLACE TEMP TABLE ${this.name} AS FROM ${this.name} LIMIT 0`)
  }
}
