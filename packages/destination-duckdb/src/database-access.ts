import { stat } from 'node:fs/promises'

import { IngestError, type CallOptions } from '@ingestr/contract'

import type { Connectable, Database, Lease } from './database.ts'
import type { DatabaseMeans } from './database-means.ts'
import { memoryPath } from './database-path.ts'
import type { DuckdbDestinationOptions } from './destination.ts'
import type { DatabaseAccess } from './executor.ts'
import { leaseDatabase, leaseInstance, readDatabase } from './instance-registry.ts'
import { onceUnlocked } from './lock-wait.ts'
import { createTurns } from './turns.ts'

/** Opens the database when it is first needed, and keeps it open until closed. */
export interface SharedAccess extends DatabaseAccess {
  /** A share that outlives the access, for a load. */
  lease(options: CallOptions): Promise<Lease>
  /** Reads the database, and opens it for no longer than that where it is not open. Undefined: there is none yet. */
  read<Result>(work: (database: Connectable) => Promise<Result>, options: CallOptions): Promise<Result | undefined>
  close(): Promise<void>
}

export function createDatabaseAccess(options: DuckdbDestinationOptions, means: DatabaseMeans): SharedAccess {
  return new LateAccess(options, means)
}

class LateAccess implements SharedAccess {
  readonly #options: DuckdbDestinationOptions
  readonly #means: DatabaseMeans
  readonly #turns = createTurns()
  #lease: Lease | undefined
  #holders = 0
  #isClosed = false

  constructor(options: DuckdbDestinationOptions, means: DatabaseMeans) {
    this.#options = options
    this.#means = means
  }

  async existing(options: CallOptions = {}): Promise<Database | undefined> {
    const { path } = this.#options
    if (this.#lease === undefined && path !== undefined && path !== memoryPath && !(await exists(path)))
      return undefined
    return this.made(options)
  }

  async made(options: CallOptions = {}): Promise<Database> {
    return this.#turns.take(async () => {
      if (this.#isClosed) throw closedError()
      this.#lease ??= await this.#open(options)
      return this.#lease.database
    }, options)
  }

  async lease(options: CallOptions): Promise<Lease> {
    const database = await this.made(options)
    this.#holders += 1
    let isReleased = false
    return {
      database,
      release: async () => {
        if (isReleased) return
        isReleased = true
        this.#holders -= 1
        await this.#releaseUnused()
      },
    }
  }

  async read<Result>(
    work: (database: Connectable) => Promise<Result>,
    options: CallOptions,
  ): Promise<Result | undefined> {
    options.signal?.throwIfAborted()
    if (this.#isClosed) throw closedError()
    const { path } = this.#options
    if (this.#lease !== undefined || path === undefined || path === memoryPath) return work(await this.made(options))
    if (!(await exists(path))) return undefined
    return onceUnlocked(() => readDatabase(path, this.#options, work), this.#options, options)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#releaseUnused()
  }

  /** A load that is still open when the destination is disposed of keeps the database open. */
  async #releaseUnused(): Promise<void> {
    await this.#turns.take(async () => {
      if (!this.#isClosed || this.#holders > 0) return
      await this.#lease?.release()
      this.#lease = undefined
    })
  }

  #open(options: CallOptions): Promise<Lease> {
    const { instance, path } = this.#options
    if (instance !== undefined) return leaseInstance(instance, this.#options, this.#means)
    return onceUnlocked(() => leaseDatabase(path, this.#options, this.#means), this.#options, options)
  }
}

/** Whatever else is at the path is for DuckDB to refuse. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
  }
}

function closedError(): IngestError {
  return new IngestError('DESTINATION_CLOSED', 'The destination was disposed of already. Create another one.')
}
