import { IngestError, type CallOptions, type TableDefinition } from '@ingestr/contract'
import { unknownColumnName } from '@ingestr/records'

import { quoteName } from './identifier.ts'
import { surveyKeys } from './key-survey.ts'
import type { MemoryLimit } from './memory-limit.ts'
import { itemColumn, pageColumn, recordsQuery } from './page-reader.ts'
import { isOutOfMemory, mayBePage } from './reason.ts'
import { recordShape } from './record-shape.ts'
import type { Session } from './session.ts'
import { readSlowRows } from './slow-rows.ts'
import { slowRowsQuery, writeSlowRows } from './slow-file.ts'
import { cellType, stagedColumns, unknownColumn, type StagedColumn } from './staged-column.ts'
import type { StagedPage, StagedPages } from './staged-pages.ts'

/** `onRefusal` hears of each page that DuckDB refuses. */
type AddOptions = CallOptions & {
  readonly memory: MemoryLimit
  readonly newFiles: () => StagedPages
  readonly onRefusal: (bytes: number) => void
}

/** The records of one table that wait for a commit, their cells as text, in a temporary table of the load's connection. */
export interface Stage {
  /** Its name, quoted. */
  readonly name: string
  /** Declared columns, then unknown ones in order of arrival. */
  readonly columns: readonly StagedColumn[]
  add(staged: StagedPages, options: AddOptions): Promise<void>
  /** Empties it before the next statement. */
  clear(): void
}

/** `name` must be free among the session's temporary tables. */
export function createStage(session: Session, definition: TableDefinition, name: string): Stage {
  const columns = new Map(stagedColumns(definition).map((column) => [column.name, column]))
  const declared = Array.from(columns.values(), cellDefinition)
  session.soon(
    `CREATE TEMP TABLE ${quoteName(name)} (${[`${pageColumn} BIGINT`, `${itemColumn} BIGINT`, ...declared].join(', ')})`,
  )
  return new TemporaryStage(session, definition, quoteName(name), columns)
}

class TemporaryStage implements Stage {
  readonly name: string
  readonly #session: Session
  readonly #definition: TableDefinition
  readonly #columns: Map<string, StagedColumn>

  constructor(session: Session, definition: TableDefinition, name: string, columns: Map<string, StagedColumn>) {
    this.#session = session
    this.#definition = definition
    this.#columns = columns
    this.name = name
  }

  get columns(): readonly StagedColumn[] {
    return [...this.#columns.values()]
  }

  /**
   * What DuckDB refuses is halved until the pages at fault are alone; those are read by the reference. So is what it has no
   * memory for, until it fits; a page that does not fit alone is given more.
   */
  async add(staged: StagedPages, options: AddOptions): Promise<void> {
    const [only, ...others] = staged.pages
    if (only === undefined) return
    if (others.length === 0) return options.memory.retried(() => this.#addAlone(only, staged, options))
    try {
      await this.#addFast(staged, options)
    } catch (error) {
      options.signal?.throwIfAborted()
      if (!mayBePage(error) && !isOutOfMemory(error)) throw error
      const middle = Math.ceil(staged.pages.length / 2)
      await this.#addPart(staged.pages.slice(0, middle), staged, options)
      await this.#addPart(staged.pages.slice(middle), staged, options)
    }
  }

  clear(): void {
    // DuckDB keeps deleted rows of a temporary table in memory, so the table is made anew.
    this.#session.soon(`CREATE OR REPLACE TEMP TABLE ${this.name} AS FROM ${this.name} LIMIT 0`)
  }

  async #addFast(staged: StagedPages, options: CallOptions): Promise<void> {
    const findings = await surveyKeys(this.#session, staged, this.#definition, options)
    const shape = recordShape(this.#definition, findings)
    if (shape.hasDocuments && findings.hasRepeatedKeys) {
      throw new IngestError('INVALID_PAGE', 'A key repeats within an object.')
    }
    const columns: StagedColumn[] = []
    // Before those that the shape finds in its own order: columns are made in the order of arrival.
    for (const path of findings.unknown) await this.#column(unknownColumnName(path, this.#definition))
    for (const name of shape.cells.keys()) columns.push(await this.#column(name))
    const into = [pageColumn, itemColumn, ...columns.map(({ cell }) => quoteName(cell))].join(', ')
    const cells = [pageColumn, itemColumn, ...shape.cells.values()].join(', ')
    const records = recordsQuery(staged, this.#definition.records, shape.type)
    await this.#session.run(`INSERT INTO ${this.name} (${into}) SELECT ${cells} FROM (${records})`, [], options)
  }

  async #addPart(pages: readonly StagedPage[], staged: StagedPages, options: AddOptions): Promise<void> {
    await using part = options.newFiles()
    for (const page of pages) await part.append(page.page, await staged.read(page))
    await this.add(part, options)
  }

  async #addAlone(page: StagedPage, staged: StagedPages, options: AddOptions): Promise<void> {
    try {
      await this.#addFast(staged, options)
    } catch (error) {
      options.signal?.throwIfAborted()
      if (!mayBePage(error)) throw error
      await this.#addSlow(page, staged, options)
    }
  }

  async #addSlow(page: StagedPage, staged: StagedPages, options: AddOptions): Promise<void> {
    options.onRefusal(page.length)
    const rows = readSlowRows(await staged.read(page), this.#definition, (name) => this.#known(name))
    if (rows.length === 0) return
    const names = new Set(rows.flatMap((row) => [...row.keys()]))
    const columns: StagedColumn[] = []
    for (const name of names) columns.push(await this.#column(name))
    await using cells = options.newFiles()
    await writeSlowRows(cells, columns, rows)
    const into = [pageColumn, itemColumn, ...columns.map(({ cell }) => quoteName(cell))].join(', ')
    try {
      const query = slowRowsQuery(cells, columns, page.page)
      await this.#session.run(`INSERT INTO ${this.name} (${into}) ${query}`, [], options)
    } catch (cause) {
      options.signal?.throwIfAborted()
      if (!mayBePage(cause)) throw cause
      throw new IngestError('INVALID_PAGE', `A page of ${page.length} bytes cannot be stored in DuckDB.`, { cause })
    }
  }

  #known(name: string): StagedColumn {
    return this.#columns.get(name) ?? unknownColumn(name, `_ingestr_unknown_${this.#columns.size}`)
  }

  /** The column of that name, added if there is none yet. */
  async #column(name: string): Promise<StagedColumn> {
    const column = this.#known(name)
    if (!this.#columns.has(name)) {
      await this.#session.run(`ALTER TABLE ${this.name} ADD COLUMN ${cellDefinition(column)}`)
      this.#columns.set(name, column)
    }
    return column
  }
}

function cellDefinition(column: StagedColumn): string {
  return `${quoteName(column.cell)} ${cellType(column.form)}`
}
