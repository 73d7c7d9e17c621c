import {
  type CallOptions,
  type Capabilities,
  type Clock,
  type Destination,
  IngestError,
  type Load,
  type LoadRequest,
  type StatefulDestination,
  type TableName,
  type TableState,
} from '@ingestr/contract'

import { RecordedLoad } from './recorded-load.ts'
import { StateFile } from './state-file.ts'
import { createPositions, findPositions, storePosition, toPosition } from './stored-positions.ts'

/**
 * The destination with a place for its state. One that has no SQL gets a SQLite file, where the connector says: rows are
 * made durable first, then cursor and position together. A crash between the two leaves rows after the position, which the
 * next load drops before it writes: each row is there once.
 *
 * @throws IngestError `INVALID_CONNECTOR` for a destination that neither commits state nor says where it is to be
 */
export function withStateFile(destination: Destination, clock: Clock): StatefulDestination {
  if (isStateful(destination)) return destination
  if (destination.stateFile === undefined) {
    throw new IngestError(
      'INVALID_CONNECTOR',
      `The destination ${destination.location} has neither sql nor a stateFile: there is no place for the cursor. Its author has to name one.`,
    )
  }
  return new DestinationWithStateFile(destination, new StateFile(destination.stateFile, clock))
}

function isStateful(destination: Destination): destination is StatefulDestination {
  return destination.sql !== undefined
}

class DestinationWithStateFile implements StatefulDestination {
  readonly specificationVersion = 'v1'
  readonly location: string
  readonly capabilities: Capabilities
  readonly sql: StateFile
  readonly #destination: Destination

  constructor(destination: Destination, sql: StateFile) {
    this.location = destination.location
    this.capabilities = destination.capabilities
    this.sql = sql
    this.#destination = destination
  }

  get checkWritable(): Destination['checkWritable'] {
    return this.#destination.checkWritable
  }

  get readVersions(): Destination['readVersions'] {
    return this.#destination.readVersions
  }

  get listStored(): Destination['listStored'] {
    return this.#destination.listStored
  }

  get readRows(): Destination['readRows'] {
    return this.#destination.readRows
  }

  get publishCopy(): Destination['publishCopy'] {
    return this.#destination.publishCopy
  }

  canonicalName(table: TableName): string {
    return this.#destination.canonicalName(table)
  }

  describe(table: TableName, options?: CallOptions): Promise<TableState | undefined> {
    return this.#destination.describe(table, options)
  }

  /** Holds the state file, so that what another run has written and not recorded yet is not taken for what a crash left. */
  async openLoad(request: LoadRequest, options: CallOptions = {}): Promise<Load> {
    const { sql } = this
    const generation = request.strategy === 'replace' ? request.generation : ''
    const tables = request.tables.map(({ target }) => ({ target, name: this.canonicalName(target) }))
    const names = tables.map(({ name }) => name)
    await sql.apply([createPositions], options)
    return await sql.transaction(async (run) => {
      const stored = new Map(await findPositions(sql, names, generation))
      if (generation === '') {
        for (const { target, name } of tables) {
          const table = await this.#destination.describe(target, options)
          // Rows of a table that was there before this tool, or whose state was lost, are nobody's to drop.
          if (table === undefined || !stored.has(name)) stored.set(name, table?.position ?? null)
        }
        run([...stored].map(([target, position]) => storePosition({ target, generation }, position)))
      }
      const load = await this.#destination.openLoad({ ...request, position: toPosition(stored) }, options)
      return new RecordedLoad({ load, sql, names, generation, stored })
    }, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#destination[Symbol.asyncDispose]()
    await this.sql[Symbol.asyncDispose]()
  }
}
