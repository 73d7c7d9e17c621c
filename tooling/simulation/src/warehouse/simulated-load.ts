import {
  type CommitOptions,
  IngestError,
  type Load,
  type LoadRequest,
  type Outcome,
  type Page,
} from '@ingestr/contract'

import type { SimulatedProcess } from '../world/simulated-process.ts'
import type { World } from '../world/world.ts'
import { type Disk, type StoredRow, type StoredRows, type StoredTable, targetOf } from './disk.ts'
import { isKept, mergeRows, readRows } from './merge.ts'
import { applyStatements } from './statements.ts'

/** Where the rows of a commit go. */
type Put = (table: StoredTable, rows: StoredRows) => StoredTable

/** Rows in memory until a commit puts them on the disk, together with the state. */
export class SimulatedLoad implements Load {
  readonly #world: World
  readonly #process: SimulatedProcess
  readonly #disk: Disk
  readonly #request: LoadRequest
  #received: readonly StoredRow[] = []

  constructor(world: World, process: SimulatedProcess, disk: Disk, request: LoadRequest) {
    this.#world = world
    this.#process = process
    this.#disk = disk
    this.#request = request
  }

  async write(page: Page, { signal }: CommitOptions = {}): Promise<void> {
    const { dice } = this.#world
    await this.#process.step(() => 'write')
    const [table] = this.#request.tables
    if (table === undefined) throw new TypeError('A load needs a table.')
    const rows = readRows(page, table.definition)
    if (dice.chance(0.3)) await this.#process.sleep(dice.between(1, 3000), signal)
    this.#received = [...this.#received, ...rows]
  }

  async commit(options: CommitOptions = {}): Promise<Outcome> {
    return await this.#commit('commit', options, (table, rows) => this.#store(table, rows))
  }

  async publish(options: CommitOptions = {}): Promise<Outcome> {
    const { strategy } = this.#request
    return await this.#commit('publish', options, (table, rows) =>
      strategy === 'replace' ? { rows, staged: new Map() } : { ...table, rows },
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#received = []
  }

  /** What is written from here on is for the next commit. */
  async #commit(name: string, options: CommitOptions, put: Put): Promise<Outcome> {
    const received = this.#received
    this.#received = []
    try {
      return await this.#transact(name, received, options, put)
    } catch (error) {
      this.#received = [...received, ...this.#received]
      throw error
    }
  }

  /** Nothing is durable before all of it is: a crash comes before or after. */
  async #transact(
    name: string,
    received: readonly StoredRow[],
    { record, signal }: CommitOptions,
    put: Put,
  ): Promise<Outcome> {
    await this.#process.step(() => name)
    const { dice, schedule } = this.#world
    const durationMs = schedule.commitMs ?? (dice.chance(0.3) ? dice.between(1, 2000) : 0)
    if (durationMs > 0) await this.#process.sleep(durationMs, signal)
    signal?.throwIfAborted()
    if (this.#process.isDue('commit-fails')) {
      this.#world.trace.add(() => 'COMMIT FAILS')
      throw new IngestError('COMMIT_FAILED', 'The simulated disk failed.', { isRetryable: true })
    }
    const { contents } = this.#disk
    const table = this.#disk.table(this.#target)
    const kept = received.filter((row) => isKept(row, this.#request.keep))
    const before = this.#rows(table)
    const rows = this.#isMerge ? mergeRows(before, kept) : [...before, ...kept]
    const outcome = createOutcome(received.length, kept.length, before, rows)
    const entries = applyStatements(contents, record?.(outcome) ?? [])
    if (this.#process.isCrashed) return outcome
    this.#disk.contents = { tables: new Map(contents.tables).set(this.#target, put(table, rows)), entries }
    await this.#process.step(
      () => `${name} done: ${[...entries.values()].map((entry) => JSON.stringify(entry)).join(' ')}`,
    )
    return outcome
  }

  get #target(): string {
    const [table] = this.#request.tables
    if (table === undefined) throw new TypeError('A load needs a table.')
    return targetOf(table.target.name, table.target.schema)
  }

  /** As the real destination has it: without a version, every row of a replace is kept. */
  get #isMerge(): boolean {
    const { strategy, tables } = this.#request
    return strategy === 'merge' || (strategy === 'replace' && tables[0]?.definition.versionColumn !== undefined)
  }

  #rows({ rows, staged }: StoredTable): StoredRows {
    const { strategy, generation } = this.#request
    return (strategy === 'replace' ? staged.get(generation) : rows) ?? []
  }

  #store(table: StoredTable, rows: StoredRows): StoredTable {
    const { strategy, generation } = this.#request
    if (strategy === 'replace') return { ...table, staged: new Map([[generation, rows]]) }
    return { ...table, rows }
  }
}

function createOutcome(received: number, kept: number, before: StoredRows, after: StoredRows): Outcome {
  const inserted = after.length - before.length
  const counts = { received, kept, inserted, updated: 0, unchanged: 0, rows: after.length }
  return Object.assign(counts, { schemaChanges: [] })
}
