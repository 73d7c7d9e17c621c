import { IngestError, type CallOptions, type CommitOptions, type Load, type LoadRequest } from '@ingestr/contract'
import type { Outcome, Page } from '@ingestr/contract'

import { adoptedDefinition } from './adopted-definition.ts'
import type { Database, Lease } from './database.ts'
import { allDiscarded } from './discard.ts'
import { withSession } from './executor.ts'
import { destinationFailure } from './failure.ts'
import { printTable } from './identifier.ts'
import { mayNeedStage, openLane, type Lane, type LaneOptions } from './lane.ts'
import { createSeenRecords } from './page-index.ts'
import { readStoredTable } from './stored-table.ts'
import { commitTable, type TableOutcome } from './table-commit.ts'
import { refuseView } from './target.ts'
import { inTransaction } from './transaction.ts'
import { createTurns } from './turns.ts'
import { unlessAborted } from './unless-aborted.ts'

/** Opens a load; the lease is released on its disposal. */
export async function openLoad(lease: Lease, request: LoadRequest, options: CallOptions): Promise<Load> {
  const { database } = lease
  try {
    const tables = await withSession(database, options, 'open a load', async (session) => {
      const found: Array<LaneOptions['tables'][number]> = []
      for (const { definition, target } of request.tables) {
        await refuseView(session, target, options)
        const stored = await readStoredTable(session, target, options)
        const isReplaced = request.strategy === 'replace'
        const adopted = adoptedDefinition(definition, { name: printTable(target), stored, isReplaced })
        found.push({ definition: adopted, target, seen: createSeenRecords(adopted, request.keep) })
      }
      return found
    })
    const disposal = new AbortController()
    const { keep, report } = request
    const lanes: LaneOptions = { database, tables, keep, report, signal: disposal.signal }
    return new DuckdbLoad({ lease, lanes, disposal, request, first: await openLane(lanes) })
  } catch (error) {
    await lease.release()
    options.signal?.throwIfAborted()
    throw destinationFailure('open a load', error)
  }
}

type Place = 'more may follow' | 'last'

type Parts = {
  readonly lease: Lease
  readonly lanes: LaneOptions
  readonly disposal: AbortController
  readonly request: LoadRequest
  readonly first: Lane
}

class DuckdbLoad implements Load {
  readonly #parts: Parts
  readonly #writes = createTurns()
  readonly #lanes: Lane[]
  /** Where pages go; undefined when a commit took it, and nothing was written since. */
  #filling: Lane | undefined
  /** A lane that was committed, and is empty. */
  #spare: Lane | undefined
  /** Resolves when the last commit that was asked for has ended, well or not. */
  #committed: Promise<void> = Promise.resolve()
  #pages = 0
  #failure: unknown
  #isDisposed = false
  #isReleased = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#lanes = [parts.first]
    this.#filling = parts.first
  }

  /** Resolves when the page is in a file. It is read from there behind the caller's back, also while a commit runs. */
  async write(page: Page, options: CallOptions = {}): Promise<void> {
    if (this.#isDisposed) throw closedError()
    const { lease, disposal } = this.#parts
    const signal = options.signal === undefined ? disposal.signal : AbortSignal.any([options.signal, disposal.signal])
    const work = async (): Promise<void> => {
      await lease.database.waiting.room({ signal })
      this.#filling ??= await this.#emptyLane()
      if (this.#filling.failure !== undefined) throw this.#filling.failure
      await this.#filling.append(this.#pages, page.bytes)
      this.#pages += 1
    }
    await this.#writes.take(() => this.#call(options, 'stage a page', work), options)
  }

  commit(options: CommitOptions = {}): Promise<Outcome> {
    return this.#commit(options, 'more may follow')
  }

  publish(options: CommitOptions = {}): Promise<Outcome> {
    return this.#commit(options, 'last')
  }

  /** Commits that were asked for before are let finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true
    await this.#committed
    this.#parts.disposal.abort(closedError())
    await this.#writes.take(() => this.#release())
  }

  /** What is written after this call is of the next commit, which waits for this one. */
  async #commit(options: CommitOptions, place: Place): Promise<Outcome> {
    if (this.#isDisposed) throw closedError()
    const before = this.#committed
    const take = async (): Promise<Lane> => {
      await unlessAborted(before, options.signal)
      const lane = this.#filling ?? (await this.#emptyLane())
      this.#filling = undefined
      return lane
    }
    const action = `write to ${this.#parts.request.tables.map(({ target }) => printTable(target)).join(', ')}`
    const taken = this.#writes.take(() => this.#call(options, action, take), options)
    const outcome = taken.then((lane) => this.#call(options, action, () => this.#commitLane(lane, options, place)))
    const ended = outcome.then(
      () => undefined,
      () => undefined,
    )
    this.#committed = before.then(() => ended)
    return outcome
  }

  async #commitLane(lane: Lane, options: CommitOptions, place: Place): Promise<Outcome> {
    const { lease, request } = this.#parts
    const { turns, waiting, checkpoints } = lease.database
    try {
      lane.begin()
      const outcome = await waiting.during(() =>
        turns.take(async () => {
          const committed = await commitLane({ database: lease.database, lane, request, options, place })
          await checkpoints.committed(lane.session, await lane.emptied())
          return committed
        }, options),
      )
      this.#spare = lane
      return outcome
    } catch (error) {
      this.#putBack(lane, error)
      throw error
    }
  }

  /** A commit that failed can be tried again, unless pages follow already that must not overtake its own. */
  #putBack(lane: Lane, error: unknown): void {
    if (lane.failure === undefined && this.#filling === undefined) this.#filling = lane
    else this.#failure ??= lane.failure ?? error
  }

  async #emptyLane(): Promise<Lane> {
    const lane = this.#spare ?? (await openLane(this.#parts.lanes))
    this.#spare = undefined
    if (!this.#lanes.includes(lane)) this.#lanes.push(lane)
    return lane
  }

  async #release(): Promise<void> {
    if (this.#isReleased) return
    this.#isReleased = true
    try {
      for (const lane of this.#lanes) await lane.close()
    } finally {
      await this.#parts.lease.release()
    }
  }

  async #call<Result>(options: CallOptions, action: string, work: () => Promise<Result>): Promise<Result> {
    this.#parts.disposal.signal.throwIfAborted()
    if (this.#failure !== undefined) throw destinationFailure(action, this.#failure)
    try {
      return await work()
    } catch (error) {
      options.signal?.throwIfAborted()
      throw destinationFailure(action, error)
    }
  }
}

/** What a commit of a lane is about. */
type LaneCommit = {
  readonly database: Database
  readonly lane: Lane
  readonly request: LoadRequest
  readonly options: CommitOptions
  readonly place: Place
}

/** Rows that cannot be written from files are written from stages, in a second transaction: the first leaves nothing. */
async function commitLane(commit: LaneCommit): Promise<Outcome> {
  const { database, lane, options } = commit
  const { signal } = options
  await lane.settled(signal)
  if (lane.failure !== undefined) throw lane.failure
  const write = (): Promise<Outcome> => writeLane(commit)
  if (lane.isStaged) return write()
  try {
    return await database.readings.take(write, { signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (!mayNeedStage(error)) throw error
  }
  await lane.stageAll({ signal })
  return write()
}

function writeLane({ database, lane, request, options, place }: LaneCommit): Promise<Outcome> {
  const { strategy, generation, keep, run } = request
  const { signal, record } = options
  return inTransaction(database, lane.session, async (transaction) => {
    const outcomes: TableOutcome[] = []
    for (const table of lane.tables) {
      const isLast = place === 'last'
      const committed = { ...table, rows: lane.rows(table) }
      outcomes.push(await commitTable(lane.session, committed, { strategy, generation, keep, run, signal, isLast }))
    }
    const outcome = summary(outcomes)
    await transaction.apply(record?.(outcome) ?? [], options)
    lane.clear()
    return outcome
  })
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
    ...allDiscarded(outcomes),
  }
}
