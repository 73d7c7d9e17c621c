import { IngestError, type CallOptions, type Column, type KeepRange, type TableDefinition } from '@ingestr/contract'
import { unknownColumnName } from '@ingestr/records'

import { foldName, quoteName } from './identifier.ts'
import { formNames, positionExpression, recordForms, recordType, surveyForms, valueAt } from './key-survey.ts'
import { itemColumn, pageColumn, recordsQuery } from './page-reader.ts'
import { recordShape, type Findings, type RecordShape } from './record-shape.ts'
import type { Session } from './session.ts'
import { stagedColumns, stagedForm, unknownColumn, type StagedColumn } from './staged-column.ts'
import type { StagedPages } from './staged-pages.ts'

/** What a load has seen of the records of one table so far. Its lanes share it. */
export interface SeenRecords {
  readonly findings: Findings
  /** Which keys a record has, and in what forms, as a hash of DuckDB's. */
  readonly shapes: ReadonlySet<string>
  /** Whether some are stored already, in the same version. */
  readonly isStored: boolean
  add(shapes: readonly string[], findings: Findings): void
  foundStored(): void
}

export function createSeenRecords(): SeenRecords {
  return new Seen()
}

class Seen implements SeenRecords {
  readonly #unknown = new Map<string, readonly string[]>()
  readonly #drifted = new Map<string, readonly string[]>()
  readonly #shapes = new Set<string>()
  #isStored = false

  get shapes(): ReadonlySet<string> {
    return this.#shapes
  }

  get isStored(): boolean {
    return this.#isStored
  }

  get findings(): Findings {
    return { unknown: [...this.#unknown.values()], drifted: [...this.#drifted.values()] }
  }

  add(shapes: readonly string[], { unknown, drifted }: Findings): void {
    for (const path of unknown) this.#unknown.set(JSON.stringify(path), path)
    for (const path of drifted) this.#drifted.set(JSON.stringify(path), path)
    for (const shape of shapes) this.#shapes.add(shape)
  }

  foundStored(): void {
    this.#isStored = true
  }
}

/**
 * Where the records of pages lie, and what decides which of them are written: keys, versions and the column of a range, in a temporary
 * table of the load's connection. All else stays in the files until it is written.
 */
export interface PageIndex {
  /** Its name, quoted. It has the cells of its columns, named as in a stage. */
  readonly name: string
  /** What the files have, as far as they were added. */
  readonly contents: PageContents
  /** Throws `INVALID_PAGE`, or what DuckDB says, for pages that only the reference reads. */
  add(staged: StagedPages, options: CallOptions): Promise<void>
  clear(): Promise<void>
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
export async function createPageIndex(
  session: Session,
  source: { readonly definition: TableDefinition; readonly keep: KeepRange | undefined; readonly seen: SeenRecords },
  name: string,
): Promise<PageIndex> {
  const columns = decisiveColumns(source.definition, source.keep)
  const cells = columns.map(
    (column) => `${quoteName(column.name)} ${stagedForm(column) === 'json' ? 'JSON' : 'VARCHAR'}`,
  )
  await session.run(
    `CREATE TEMP TABLE ${quoteName(name)} (${[`${pageColumn} BIGINT`, `${itemColumn} BIGINT`, ...cells].join(', ')})`,
  )
  return new TemporaryIndex(session, source, columns, name)
}

const shapeColumn = '_ingestr_shape'

function decisiveColumns(definition: TableDefinition, keep: KeepRange | undefined): readonly Column[] {
  const names = new Set([...definition.primaryKey, definition.versionColumn ?? '', keep?.column ?? ''].map(foldName))
  return definition.columns.filter(({ name }) => names.has(foldName(name)))
}

class TemporaryIndex implements PageIndex {
  readonly name: string
  readonly #session: Session
  readonly #definition: TableDefinition
  readonly #seen: SeenRecords
  readonly #columns: readonly Column[]
  /** A table for what was read last: its name, quoted. */
  readonly #latest: string

  constructor(
    session: Session,
    { definition, seen }: { readonly definition: TableDefinition; readonly seen: SeenRecords },
    columns: readonly Column[],
    name: string,
  ) {
    this.#session = session
    this.#definition = definition
    this.#seen = seen
    this.#columns = columns
    this.name = quoteName(name)
    this.#latest = quoteName(`${name}_latest`)
  }

  get contents(): PageContents {
    const { findings } = this.#seen
    const shape = recordShape(this.#definition, findings)
    const columns = new Map(stagedColumns(this.#definition).map((column) => [column.name, column]))
    // Before those that the shape finds in its own order: columns are made in the order of arrival.
    const unknown = findings.unknown.map((path) => unknownColumnName(path, this.#definition))
    for (const name of [...unknown, ...shape.cells.keys()]) {
      if (!columns.has(name)) columns.set(name, unknownColumn(name, `_ingestr_unknown_${columns.size}`))
    }
    const declared = new Set(this.#definition.columns.map(({ name }) => name))
    for (const { name } of this.#columns) declared.delete(name)
    const undeclared = recordShape(this.#definition, findings, (name) => !declared.has(name))
    return { columns: [...columns.values()], shape, undeclared }
  }

  async add(staged: StagedPages, options: CallOptions): Promise<void> {
    if (staged.pages.length === 0) return
    const cells = this.#columns.map((column) => `${cellOf(column)} AS ${quoteName(column.name)}`)
    const records = recordsQuery(staged, this.#definition.records, recordType)
    const forms = recordForms(this.#definition)
    const read = `SELECT ${[pageColumn, itemColumn, ...cells, ...forms].join(', ')} FROM (${records})`
    const shape = `hash(${formNames(this.#definition).join(', ')}) AS ${shapeColumn}`
    await this.#session.run(
      `CREATE OR REPLACE TEMP TABLE ${this.#latest} AS SELECT *, ${shape} FROM (${read})`,
      [],
      options,
    )
    await this.#lookAtShapes(options)
    const kept = [pageColumn, itemColumn, ...this.#columns.map(({ name }) => quoteName(name))].join(', ')
    await this.#session.run(`INSERT INTO ${this.name} (${kept}) SELECT ${kept} FROM ${this.#latest}`, [], options)
  }

  async clear(): Promise<void> {
    // DuckDB keeps deleted rows of a temporary table in memory, so the table is made anew.
    const anew = `CREATE OR REPLACE TEMP TABLE ${this.name} AS FROM ${this.name} LIMIT 0`
    await this.#session.run(`DROP TABLE IF EXISTS temp.${this.#latest};\n${anew}`)
  }

  /** Most records are of a few shapes, so most have been seen. */
  async #lookAtShapes(options: CallOptions): Promise<void> {
    const found = await this.#session.texts(`SELECT DISTINCT ${shapeColumn} FROM ${this.#latest}`, [], options)
    const shapes = found.flatMap(([shape = '']) => (this.#seen.shapes.has(shape) ? [] : [shape]))
    if (shapes.length === 0) return
    const forms = formNames(this.#definition).map((name) => `any_value(${name}) AS ${name}`)
    const unseen = `SELECT ${[...forms, `min(${positionExpression}) AS first`].join(', ')} FROM ${this.#latest} WHERE ${shapeColumn} IN (${shapes.join(', ')}) GROUP BY ${shapeColumn}`
    const findings = await surveyForms(this.#session, unseen, this.#definition, options)
    if (findings.hasRepeatedKeys) throw new IngestError('INVALID_PAGE', 'A key repeats within an object.')
    this.#seen.add(shapes, findings)
  }
}

function cellOf(column: Column): string {
  const value = valueAt(column.path)
  return stagedForm(column) === 'json' ? value : `(${value} ->> '$')`
}
