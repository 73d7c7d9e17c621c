import type { LoadRequest, TableDefinition, TableName } from '@ingestr/contract'

import { createCleanup, type Cleanup } from './cleanup.ts'
import type { Database } from './database.ts'
import { openSession, type Session } from './session.ts'
import { createStage, type Stage } from './stage.ts'
import { createStagedPages, type StagedPages } from './staged-pages.ts'
import { unlessAborted } from './unless-aborted.ts'

/** One table of a load, with what waits for it in one lane. */
export type LoadedTable = { readonly definition: TableDefinition; readonly target: TableName; readonly stage: Stage }

export type LaneOptions = {
  readonly database: Database
  readonly tables: ReadonlyArray<Omit<LoadedTable, 'stage'>>
  readonly report: LoadRequest['report']
  /** Ends what is going on when the load is disposed of. */
  readonly signal: AbortSignal
}

/** Pages wait in files until there are this many bytes: enough for DuckDB to be quick, little enough to keep it busy. */
const readBytes = 16 * 2 ** 20

/**
 * Where the pages of one commit gather: a connection with a stage for each table. Pages are read into the stages while
 * more are written; a load has two lanes, so that one fills while the other is committed.
 */
export interface Lane {
  readonly session: Session
  readonly tables: readonly LoadedTable[]
  /** Why a page could not be read. Neither reading it again nor going on without it would be right. */
  readonly failure: unknown
  append(page: number, body: Uint8Array): Promise<void>
  /** Lets DuckDB begin with what was appended, as far as memory allows. */
  begin(): void
  /** Resolves when every page is in the stages, or one could not be read. */
  settled(signal?: AbortSignal): Promise<void>
  /** To be called when the stages were emptied. How many bytes of pages were in them. */
  emptied(): number
  close(): Promise<void>
}

export async function openLane(options: LaneOptions): Promise<Lane> {
  const cleanup = createCleanup()
  try {
    const session = await openSession(options.database)
    cleanup.add(() => session.close())
    const tables: LoadedTable[] = []
    for (const [index, table] of options.tables.entries()) {
      tables.push({ ...table, stage: await createStage(session, table.definition, `_ingestr_stage_${index}`) })
    }
    return new StagingLane({ ...options, session, tables, cleanup })
  } catch (error) {
    await cleanup.run()
    throw error
  }
}

type Parts = LaneOptions & {
  readonly session: Session
  readonly tables: readonly LoadedTable[]
  readonly cleanup: Cleanup
}

class StagingLane implements Lane {
  readonly session: Session
  readonly tables: readonly LoadedTable[]
  readonly #parts: Parts
  /** What is being filled. */
  #pages: StagedPages | undefined
  /** What is full, and waits for room in memory. */
  readonly #waiting: StagedPages[] = []
  #stagedBytes = 0
  #readings: Promise<void> = Promise.resolve()
  #failure: unknown

  constructor(parts: Parts) {
    this.#parts = parts
    this.session = parts.session
    this.tables = parts.tables
  }

  get failure(): unknown {
    return this.#failure
  }

  async append(page: number, body: Uint8Array): Promise<void> {
    this.#pages ??= this.#newFiles()
    const { size } = this.#pages
    await this.#pages.append(page, body)
    this.#parts.database.waiting.arrived(this.#pages.size - size)
    if (this.#pages.size >= readBytes) this.begin()
  }

  begin(): void {
    this.#shelve()
    while (this.#parts.database.waiting.hasMemory && this.#waiting.length > 0) this.#readNext()
  }

  settled(signal?: AbortSignal): Promise<void> {
    this.#shelve()
    while (this.#waiting.length > 0) this.#readNext()
    return unlessAborted(this.#readings, signal)
  }

  emptied(): number {
    const bytes = this.#stagedBytes
    this.#parts.database.waiting.committed(bytes)
    this.#stagedBytes = 0
    return bytes
  }

  async close(): Promise<void> {
    await this.#readings
    this.#shelve()
    for (const pages of this.#waiting.splice(0)) await this.#drop(pages)
    await this.#parts.cleanup.run()
    this.emptied()
  }

  #shelve(): void {
    if (this.#pages !== undefined) this.#waiting.push(this.#pages)
    this.#pages = undefined
  }

  #readNext(): void {
    const pages = this.#waiting.shift()
    if (pages === undefined) return
    const { readings, waiting } = this.#parts.database
    waiting.reading(pages.size)
    this.#stagedBytes += pages.size
    const before = this.#readings
    this.#readings = waiting.during(async () => {
      try {
        await before
        await readings.take(() => this.#stage(pages), { signal: this.#parts.signal })
      } catch (error) {
        this.#failure ??= error
      } finally {
        await this.#drop(pages)
      }
    })
  }

  /** The files are gone, whatever became of the pages. */
  async #drop(pages: StagedPages): Promise<void> {
    const { size } = pages
    try {
      await pages[Symbol.asyncDispose]()
    } finally {
      this.#parts.database.waiting.left(size)
    }
  }

  async #stage(pages: StagedPages): Promise<void> {
    if (this.#failure !== undefined) return
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

  #newFiles(): StagedPages {
    return createStagedPages(() => this.#parts.database.stagingPath('json'))
  }
}
