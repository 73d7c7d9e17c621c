import { rm } from 'node:fs/promises'

import { IngestError, type CallOptions, type CommitOptions, type Load, type LoadRequest } from '@ingestr/contract'
import type { Outcome, Page } from '@ingestr/contract'

import { adoptedDefinition } from './adopted-definition.ts'
import { createCleanup, type Cleanup } from './cleanup.ts'
import type { Database, Lease } from './database.ts'
import { destinationFailure } from './failure.ts'
import { printTable } from './identifier.ts'
import { openSession, type Session } from './session.ts'
import { createStage } from './stage.ts'
import { createStagingFile, type StagingFile } from './staging-file.ts'
import { readStoredTable } from './stored-table.ts'
import { commitTable, type LoadedTable, type TableOutcome } from './table-commit.ts'
import { refuseView } from './target.ts'
import { inTransaction, runStatements } from './transaction.ts'
import { createTurns } from './turns.ts'

/** Pages wait in the file until there are this many bytes: enough for DuckDB to be quick, little enough to hold in memory. */
const flushBytes = 16 * 2 ** 20

/** Opens a load with a connection, a staging file, and a stage for each table; the lease is released on disposal. */
export async function openLoad(lease: Lease, request: LoadRequest, options: CallOptions): Promise<Load> {
  const { database } = lease
  const cleanup = createCleanup()
  cleanup.add(() => lease.release())
  try {
    const session = await openSession(database.instance)
    cleanup.add(() => session.close())
    const file = await newStagingFile(database)
    cleanup.add(() => file[Symbol.asyncDispose]())
    const tables: LoadedTable[] = []
    for (const [index, { definition: declared, target }] of request.tables.entries()) {
      options.signal?.throwIfAborted()
      await refuseView(session, target, options)
      const definition = adoptedDefinition(declared, await readStoredTable(session, target, options))
      tables.push({ definition, target, stage: await createStage(session, definition, `_ingestr_stage_${index}`) })
    }
    return new DuckdbLoad({ database, session, file, tables, request, cleanup })
  } catch (error) {
    await cleanup.run()
    options.signal?.throwIfAborted()
    throw destinationFailure('open a load', error)
  }
}

async function newStagingFile(database: Database): Promise<StagingFile> {
  return createStagingFile(await database.stagingPath(), (path) => rm(path, { force: true }))
}

type Parts = {
  readonly database: Database
  readonly session: Session
  readonly file: StagingFile
  readonly tables: readonly LoadedTable[]
  readonly request: LoadRequest
  readonly cleanup: Cleanup
}

class DuckdbLoad implements Load {
  readonly #parts: Parts
  readonly #calls = createTurns()
  #pages = 0
  /** Once a file is read in part, neither reading it again nor going on without it would be right. */
  #failure: unknown

  constructor(parts: Parts) {
    this.#parts = parts
  }

  write(page: Page, options: CallOptions = {}): Promise<void> {
    return this.#call(options, 'stage a page', async () => {
      const { file } = this.#parts
      await file.append(this.#pages, page.bytes)
      this.#pages += 1
      if (file.size >= flushBytes) await this.#flush(options)
    })
  }

  commit(options: CommitOptions = {}): Promise<Outcome> {
    return this.#commit(options, 'more may follow')
  }

  publish(options: CommitOptions = {}): Promise<Outcome> {
    return this.#commit(options, 'last')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls.take(() => this.#parts.cleanup.run())
  }

  #commit(options: CommitOptions, place: 'more may follow' | 'last'): Promise<Outcome> {
    const { database, session, request, tables } = this.#parts
    const action = `write to ${tables.map(({ target }) => printTable(target)).join(', ')}`
    return this.#call(options, action, async () => {
      await this.#flush(options)
      const { strategy, generation, keep, run } = request
      const work = async (): Promise<Outcome> => {
        const outcomes: TableOutcome[] = []
        for (const table of tables) {
          const { signal } = options
          outcomes.push(
            await commitTable(session, table, { strategy, generation, keep, run, signal, isLast: place === 'last' }),
          )
        }
        const outcome = summary(outcomes)
        await runStatements(session, options.record?.(outcome) ?? [], options)
        return outcome
      }
      return database.turns.take(() => inTransaction(session, work), options)
    })
  }

  async #flush(options: CallOptions): Promise<void> {
    const { database, file, tables, request } = this.#parts
    if (file.pages.length === 0) return
    const { signal } = options
    try {
      for (const { definition, stage } of tables) {
        await stage.add(file, {
          signal,
          newFile: () => newStagingFile(database),
          onRefusal: (bytes) => request.report?.({ type: 'page-read-slowly', table: definition.name, bytes }),
        })
      }
      await file.clear()
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  #call<Result>(options: CallOptions, action: string, work: () => Promise<Result>): Promise<Result> {
    return this.#calls.take(async () => {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#parts.cleanup.isDone) throw closedError()
      try {
        return await work()
      } catch (error) {
        options.signal?.throwIfAborted()
        throw destinationFailure(action, error)
      }
    }, options)
  }
}

function closedError(): IngestError {
  return new IngestError('DESTINATION_CLOSED', 'The load was disposed of already. Open another one.')
}

/** Counts are the first table's; the others are filled from the same records. */
function summary(outcomes: readonly TableOutcome[]): Outcome {
  const [first] = outcomes
  return {
    received: first?.received ?? 0,
    kept: first?.kept ?? 0,
    inserted: first?.inserted ?? 0,
    updated: first?.updated ?? 0,
    unchanged: first?.unchanged ?? 0,
    rows: first?.rows ?? 0,
    schemaChanges: outcomes.flatMap((outcome) => outcome.schemaChanges),
  }
}
