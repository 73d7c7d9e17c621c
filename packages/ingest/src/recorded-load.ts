import {
  type CallOptions,
  type CommitOptions,
  IngestError,
  type Load,
  type Outcome,
  type Page,
} from '@ingestr/contract'

import type { StateFile } from './state-file.ts'
import { findPositions, forgetPositions, storePosition, type StoredPositions } from './stored-positions.ts'

/** A load of a destination without SQL, and what is stored of its targets. */
export interface RecordedLoadOptions {
  readonly load: Load
  readonly sql: StateFile
  /** Canonical names of the targets. */
  readonly names: readonly string[]
  /** Of a replace; empty for what is written to the tables themselves. */
  readonly generation: string
  readonly stored: StoredPositions
}

/** Commits rows first, then the statements that tell of them together with the position where the rows end. */
export class RecordedLoad implements Load {
  readonly #options: RecordedLoadOptions
  #stored: StoredPositions

  constructor(options: RecordedLoadOptions) {
    this.#options = options
    this.#stored = options.stored
  }

  write(page: Page, options?: CallOptions): Promise<void> {
    return this.#options.load.write(page, options)
  }

  async commit(options: CommitOptions = {}): Promise<Outcome> {
    const { load, generation } = this.#options
    return await this.#record(options, generation, (rest) => load.commit(rest))
  }

  async publish(options: CommitOptions = {}): Promise<Outcome> {
    const { load, sql, names, generation } = this.#options
    // Between the swap and its record, the stored position would be that of the old rows.
    if (generation !== '') await sql.apply(names.map((name) => forgetPositions(name, generation)))
    return await this.#record(options, '', (rest) => load.publish(rest))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.load[Symbol.asyncDispose]()
  }

  async #record(
    { record, signal }: CommitOptions,
    into: string,
    commit: (options: CallOptions) => Promise<Outcome>,
  ): Promise<Outcome> {
    const { sql, names, generation } = this.#options
    return await sql.transaction(
      async (run) => {
        await this.#refuseOthers()
        const outcome = await commit({ signal })
        const stored = names.map((name) => [name, outcome.position?.[name] ?? null] as const)
        run(record?.(outcome) ?? [])
        run(stored.map(([target, position]) => storePosition({ target, generation: into }, position)))
        if (generation !== into) run(names.map((name) => forgetPositions(name, into)))
        this.#stored = new Map(stored)
        return outcome
      },
      { signal },
    )
  }

  /** Before a row is written: what another run has recorded since would be cut off. */
  async #refuseOthers(): Promise<void> {
    const { sql, names, generation } = this.#options
    const now = await findPositions(sql, names, generation)
    const isOurs = names.every((name) => isSame(now.get(name), this.#stored.get(name)))
    if (isOurs) return
    throw new IngestError(
      'STATE_CONFLICT',
      `Another run has written to ${names.join(', ')} meanwhile. Run again when it has ended.`,
      { isRetryable: true },
    )
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
