import { fitting, cellIsThere } from './cell.ts'
import { quoteName } from './identifier.ts'
import type { PageIndex } from './page-index.ts'
import { itemColumn, pageColumn, recordsQuery } from './page-reader.ts'
import { copyRecords, countRecords, type IndexedPages, type RowPositions } from './record-copies.ts'
import type { RecordShape } from './record-shape.ts'
import type { Stage } from './stage.ts'
import { cellType, type StagedColumn } from './staged-column.ts'
import type { StagedPages } from './staged-pages.ts'
import { mergeForms, type ValueForms } from './value-forms.ts'

/** The rows that wait for a commit, as relations. Their positions, `_ingestr_page` and `_ingestr_item`, are in both. */
export type CommitRows = {
  /** Declared columns, then unknown ones in order of arrival. */
  readonly columns: readonly StagedColumn[]
  /** A table with the cells of keys, versions and of the column of a range. */
  readonly keys: string
  /** A relation with the cells of all columns. */
  readonly cells: string
  /** A relation with those of undeclared columns, and of the column of a range. */
  readonly undeclaredCells: string
  /** Whether `cells` is a table, that of `keys`: then all of it can be looked at before it is written. Else it reads files. */
  readonly isStaged: boolean
  /** How many there are; undefined where only `keys` tells. */
  readonly count: number | undefined
  /** What is in the columns of unknown keys, in all of the rows; undefined where only `undeclaredCells` tells. */
  readonly forms: ValueForms | undefined
  /** `cells` of at least these rows. */
  cellsOf(rows: RowPositions): Promise<CellsOfRows>
}

type CellsOfRows = AsyncDisposable & { readonly cells: string }

export function stagedRows({ name, columns }: Stage): CommitRows {
  const cellsOf = async (): Promise<CellsOfRows> => ({ cells: name, [Symbol.asyncDispose]: async () => undefined })
  return {
    columns,
    keys: name,
    cells: name,
    undeclaredCells: name,
    isStaged: true,
    count: undefined,
    forms: undefined,
    cellsOf,
  }
}

export function indexedRows(
  { name, contents }: PageIndex,
  pages: readonly IndexedPages[],
  { records, newFiles }: { readonly records: readonly string[]; readonly newFiles: () => StagedPages },
): CommitRows {
  const { columns, shape, undeclared } = contents
  const files = pages.map((each) => each.files)
  const relation = ({ type, cells }: RecordShape, read: readonly StagedPages[]): string => {
    const paths = read.flatMap((staged) => staged.paths)
    const values = columns.flatMap(({ name: column, cell, form }) => {
      const value = cells.get(column)
      if (value === undefined) return []
      return [`${paths.length === 0 ? `NULL::${cellType(form)}` : value} AS ${quoteName(cell)}`]
    })
    // DuckDB does not read no files.
    if (paths.length === 0) return `(SELECT ${[pageColumn, itemColumn, ...values].join(', ')} FROM ${name} LIMIT 0)`
    const all = { paths, pages: read.flatMap((staged) => staged.pages) }
    return `(SELECT ${[pageColumn, itemColumn, ...values].join(', ')} FROM (${recordsQuery(all, records, type)}))`
  }
  return {
    columns,
    keys: name,
    cells: relation(shape, files),
    undeclaredCells: relation(undeclared, files),
    isStaged: false,
    count: countRecords(pages),
    forms: mergeForms(pages.map(({ forms }) => forms)),
    async cellsOf(rows) {
      const copy = newFiles()
      try {
        for (const each of pages) await copyRecords(each, rows, copy)
      } catch (error) {
        await copy[Symbol.asyncDispose]()
        throw error
      }
      return { cells: relation(shape, [copy]), [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose]() }
    },
  }
}

/** A cell's value. What was staged was checked before; else one that does not fit is DuckDB's error. */
export function checkedValue({ isStaged }: CommitRows, source: StagedColumn, value: string): string {
  return isStaged ? value : fitting(value, cellIsThere(source))
}
