import type { CallOptions, KeepRange, LoadRequest, TableDefinition, TableName } from '@ingestr/contract'

import { createCleanup, type Cleanup } from './cleanup.ts'
import { indexedRows, stagedRows, type CommitRows } from './commit-rows.ts'
import type { Database } from './database.ts'
import { foldName } from './identifier.ts'
import { createPageBatch, type PageBatch } from './page-batch.ts'
import { createPageIndex, type PageIndex, type SeenRecords } from './page-index.ts'
import { isOutOfMemory, mayBePage } from './reason.ts'
import { indexedBatch, pagesOf, type IndexedBatch } from './record-copies.ts'
import { openSession, type Session } from './session.ts'
import { createStage, type Stage } from './stage.ts'
import { createStagedPages, type StagedPages } from './staged-pages.ts'
import { unlessAborted } from './unless-aborted.ts'

/** One table of a load, with what waits for it in one lane. */
export type LoadedTable = {
  readonly definition: TableDefinition
  readonly target: TableName
  readonly seen: SeenRecords
  readonly index: PageIndex
  readonly stage: Stage
}

export type LaneOptions = {
  readonly database: Database
  readonly tables: ReadonlyArray<Omit<LoadedTable, 'index' | 'stage'>>
  readonly keep: KeepRange | undefined
  readonly report: LoadRequest['report']
  /** Ends what is going on when the load is disposed of. */
  readonly signal: AbortSignal
}

/** Pages wait in files until there are this many bytes: enough for DuckDB to be quick, little enough to keep it busy. */
const readBytes = 16 * 2 ** 20

/**
 * Where the pages of one commit gather: a connection, with an index and a stage for each table. Usually rows are written straight from
 * the files of their pages, and what decides which of them is in the index. Where that does not do, pages are read into the stages.
 * DuckDB reads while more are written; a load has two lanes, so that one fills while the other is committed.
 */
export interface Lane {
  readonly session: Session
  readonly tables: readonly LoadedTable[]
  /** Why a page could not be read. Neither reading it again nor going on without it would be right. */
  readonly failure: unknown
  /** Whether the rows are in stages, or else in files. */
  readonly isStaged: boolean
  append(page: number, body: Uint8Array): Promise<void>
  /** Lets DuckDB begin with what was appended, as far as memory allows. */
  begin(): void
  /** Resolves when every page was read, or one could not be. */
  settled(signal?: AbortSignal): Promise<void>
  /** Reads what is in files into the stages. To be called when the lane has settled, and outside a transaction. */
  stageAll(options: CallOptions): Promise<void>
  rows(table: LoadedTable): CommitRows
  /** Empties indexes and stages before the next statement. To be called in the transaction that writes the rows. */
  clear(): void
  /** To be called when that transaction was committed. How many bytes of pages were in it. */
  emptied(): Promise<number>
  close(): Promise<void>
}

export async function openLane(options: LaneOptions): Promise<Lane> {
  const cleanup = createCleanup()
  try {
    const session = await openSession(options.database)
    cleanup.add(() => session.close())
    const tables: LoadedTable[] = []
    for (const [number, table] of options.tables.entries()) {
      const stage = createStage(session, table.definition, `_ingestr_stage_${number}`)
      const index = createPageIndex(session, table, `_ingestr_index_${number}`)
      tables.push({ ...table, index, stage })
    }
    await session.flush()
    return new PageLane({ ...options, session, tables, cleanup })
  } catch (error) {
    await cleanup.run()
    throw error
  }
}

/** Whether rows that could not be written from files may be so from a stage. */
export function mayNeedStage(error: unknown): boolean {
  return mayBePage(error) || isOutOfMemory(error)
}

type Parts = LaneOptions & {
  readonly session: Session
  readonly tables: readonly LoadedTable[]
  readonly cleanup: Cleanup
}

class PageLane implements Lane {
  readonly session: Session
  readonly tables: readonly LoadedTable[]
  readonly #parts: Parts
  /** What is being filled. */
  #filling: PageBatch | undefined
  /** What is full, and was not read yet. */
  readonly #waiting: PageBatch[] = []
  /** What is in the indexes, and in its files until it is committed. */
  readonly #indexed: IndexedBatch[] = []
  /** All that have files. */
  readonly #held = new Set<StagedPages>()
  #isStaged: boolean
  #bytes = 0
  #stagedBytes = 0
  #readings: Promise<void> = Promise.resolve()
  /** Resolves when the files of what was committed are gone. */
  #dropped: Promise<unknown> = Promise.resolve()
  #failure: unknown

  constructor(parts: Parts) {
    this.#parts = parts
    this.session = parts.session
    this.tables = parts.tables
    this.#isStaged = isAlwaysStaged(parts)
  }

  get failure(): unknown {
    return this.#failure
  }

  get isStaged(): boolean {
    return this.#isStaged
  }

  async append(page: number, body: Uint8Array): Promise<void> {
    this.#filling ??= this.#newBatch()
    const batch = this.#filling
    const { files } = batch
    this.#held.add(files)
    const { size } = files
    await batch.append(page, body)
    this.#parts.database.waiting.arrived(files.size - size)
    if (files.size >= readBytes) this.begin()
  }

  begin(): void {
    this.#shelve()
    const { waiting } = this.#parts.database
    while (this.#waiting.length > 0 && (!this.#isStaged || waiting.hasMemory)) this.#readNext()
  }

  settled(signal?: AbortSignal): Promise<void> {
    this.#shelve()
    while (this.#waiting.length > 0) this.#readNext()
    return unlessAborted(this.#readings, signal)
  }

  async stageAll(options: CallOptions): Promise<void> {
    await this.#parts.database.readings.take(() => this.#stageIndexed(), options)
  }

  rows(table: LoadedTable): CommitRows {
    const { definition, index, stage } = table
    if (this.#isStaged) return stagedRows(stage)
    const pages = this.#indexed.map((batch) => pagesOf(batch, this.tables.indexOf(table)))
    return indexedRows(index, pages, { records: definition.records, newFiles: () => this.#newFiles() })
  }

  clear(): void {
    for (const { index, stage } of this.tables) {
      index.clear()
      if (this.#isStaged) stage.clear()
    }
  }

  async emptied(): Promise<number> {
    const bytes = this.#bytes
    this.#bytes = 0
    this.#parts.database.waiting.committed(this.#stagedBytes)
    this.#stagedBytes = 0
    this.#isStaged = isAlwaysStaged(this.#parts)
    // What was committed stays so, whatever becomes of the files: their folder goes when the database is closed.
    const drops = this.#indexed.splice(0).map(({ files }) => this.#drop(files))
    this.#dropped = this.#parts.database.waiting.during(() => Promise.allSettled([this.#dropped, ...drops]))
    return bytes
  }

  async close(): Promise<void> {
    await this.#readings
    for (const pages of this.#held) await this.#drop(pages)
    await this.#parts.cleanup.run()
    await this.emptied()
    await this.#dropped
  }

  #shelve(): void {
    if (this.#filling !== undefined) this.#waiting.push(this.#filling)
    this.#filling = undefined
  }

  #readNext(): void {
    const batch = this.#waiting.shift()
    if (batch === undefined) return
    const pages = batch.files
    const { readings, waiting } = this.#parts.database
    this.#bytes += pages.size
    if (this.#isStaged) this.#takeMemory(pages)
    const isCounted = this.#isStaged
    const before = this.#readings
    this.#readings = waiting.during(async () => {
      try {
        await before
        await readings.take(() => this.#read(batch, isCounted), { signal: this.#parts.signal })
      } catch (error) {
        this.#failure ??= error
      }
    })
  }

  async #read(batch: PageBatch, isCounted: boolean): Promise<void> {
    if (this.#failure !== undefined) return
    if (!this.#isStaged && (await this.#index(batch))) return
    if (!isCounted) this.#takeMemory(batch.files)
    await this.#stage(batch.files)
  }

  /** Whether they could be; else nothing but the stage will do for this commit. */
  async #index({ files, found }: PageBatch): Promise<boolean> {
    if (found === undefined) {
      await this.#stageIndexed()
      return false
    }
    const { signal } = this.#parts
    for (const [number, { index }] of this.tables.entries()) await index.add(found[number] ?? [], { signal })
    this.#indexed.push(indexedBatch(files, found))
    return true
  }

  async #stageIndexed(): Promise<void> {
    this.#isStaged = true
    for (let batch = this.#indexed.shift(); batch !== undefined; batch = this.#indexed.shift()) {
      this.#takeMemory(batch.files)
      await this.#stage(batch.files)
    }
  }

  #takeMemory({ size }: StagedPages): void {
    this.#parts.database.waiting.reading(size)
    this.#stagedBytes += size
  }

  /** The files are gone then, whatever became of the pages. */
  async #stage(pages: StagedPages): Promise<void> {
    try {
      await this.#addToStages(pages)
    } finally {
      await this.#drop(pages)
    }
  }

  async #drop(pages: StagedPages): Promise<void> {
    if (!this.#held.delete(pages)) return
    const { size } = pages
    try {
      await pages[Symbol.asyncDispose]()
    } finally {
      this.#parts.database.waiting.left(size)
    }
  }

  async #addToStages(pages: StagedPages): Promise<void> {
    const { signal, report, database } = this.#parts
    for (const { definition, stage } of this.tables) {
      await stage.add(pages, {
        signal,
        memory: database.memory,
        newFiles: () => this.#newFiles(),
        onRefusal: (bytes) => report?.({ type: 'page-read-slowly', table: definition.name, bytes }),
      })
    }
  }

  #newBatch(): PageBatch {
    const scanners = this.#isStaged ? undefined : this.tables.map(({ seen }) => seen.scanner)
    return createPageBatch(this.#newFiles(), scanners)
  }

  #newFiles(): StagedPages {
    return createStagedPages(() => this.#parts.database.stagingPath('json'))
  }
}

/** A contract looks at all before the first is written; and a range may be of a column that the index does not have. */
function isAlwaysStaged({ tables, keep }: LaneOptions): boolean {
  return tables.some(({ definition: { contract, columns } }) => {
    const hasRange = keep === undefined || columns.some(({ name }) => foldName(name) === foldName(keep.column))
    return !hasRange || (contract !== undefined && contract !== 'evolve')
  })
}
