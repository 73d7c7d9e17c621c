import type { CallOptions, Destination, Load, LoadRequest, SqlExecutor, TableName, TableState } from '@ingestr/contract'

import type { SimulatedProcess } from '../world/simulated-process.ts'
import type { World } from '../world/world.ts'
import { type Disk, targetOf } from './disk.ts'
import { SimulatedLoad } from './simulated-load.ts'
import { applyStatements, queryEntries } from './statements.ts'

/** One process's handle on the disk. */
export class SimulatedDestination implements Destination {
  readonly specificationVersion = 'v1'
  readonly location = 'simulated'
  readonly capabilities = { strategies: ['merge', 'replace'], commitsState: true, resumesReplace: true } as const
  readonly sql: SqlExecutor
  readonly #world: World
  readonly #process: SimulatedProcess
  readonly #disk: Disk

  constructor(world: World, process: SimulatedProcess, disk: Disk) {
    this.#world = world
    this.#process = process
    this.#disk = disk
    this.sql = {
      dialect: 'duckdb',
      query: async (statement) => {
        await process.step(() => 'query')
        return queryEntries(disk.contents, statement).map((entry) => ({ entry: JSON.stringify(entry) }))
      },
      apply: async (statements) => {
        await process.step(() => 'apply')
        const entries = applyStatements(disk.contents, statements)
        if (!process.isCrashed) disk.contents = { ...disk.contents, entries }
        await process.step(() => 'apply done')
      },
    }
  }

  canonicalName({ schema, name }: TableName): string {
    return targetOf(name, schema)
  }

  async describe(table: TableName, _options?: CallOptions): Promise<TableState | undefined> {
    await this.#process.step(() => 'describe')
    const { rows } = this.#disk.table(this.canonicalName(table))
    return rows === undefined ? undefined : { columns: [], rows: rows.length, isOwn: true, notes: [] }
  }

  async openLoad(request: LoadRequest, { signal }: CallOptions = {}): Promise<Load> {
    await this.#process.step(() => `open load, ${request.strategy}`)
    signal?.throwIfAborted()
    return new SimulatedLoad(this.#world, this.#process, this.#disk, request)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
