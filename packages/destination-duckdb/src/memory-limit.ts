import type { Connectable } from './database.ts'
import { isOutOfMemory } from './reason.ts'
import { createTurns } from './turns.ts'
import { withConnection } from './with-connection.ts'

/**
 * How much DuckDB may hold in memory. It fills what it may with what it has read from the file, and most work needs little of
 * that: so the limit is low, and raised for the work that needs more.
 */
export interface MemoryLimit {
  /** Does `work` with a raised limit. */
  raised<Result>(work: () => Promise<Result>): Promise<Result>
  /** Does `work`, and where it runs out of memory, a second time with as much as there is. It must leave nothing half done then. */
  retried<Result>(work: () => Promise<Result>): Promise<Result>
}

/** In MiB: the limit itself, that of work which is known to need more, and that of work which ran out of memory. */
export type MemoryAmounts = { readonly usual: number; readonly raised: number; readonly most: number }

/** Stays as it is: somebody else has set it. */
export const fixedMemory: MemoryLimit = { raised: (work) => work(), retried: (work) => work() }

/** `database` must let `memory_limit` be set, and have it at the usual amount. */
export function createMemoryLimit(database: Connectable, { usual, raised, most }: MemoryAmounts): MemoryLimit {
  const changes = createTurns()
  const held: number[] = []
  const change = (adapt: () => void): Promise<void> =>
    changes.take(() => {
      adapt()
      return setLimit(database, Math.max(usual, ...held))
    })
  const holding = async <Result>(amount: number, work: () => Promise<Result>): Promise<Result> => {
    await change(() => held.push(amount))
    try {
      return await work()
    } finally {
      await change(() => held.splice(held.indexOf(amount), 1))
    }
  }
  return {
    raised: (work) => holding(raised, work),
    async retried(work) {
      try {
        return await work()
      } catch (error) {
        if (!isOutOfMemory(error)) throw error
      }
      return await holding(most, work)
    },
  }
}

/**
 * DuckDB refuses a lower limit while more than that is in use, and is asked again when the next work ends. A database that is
 * broken refuses the work itself.
 */
async function setLimit(database: Connectable, mebibytes: number): Promise<void> {
  try {
    await withConnection(database, (connection) => connection.run(`SET memory_limit = '${mebibytes}MiB'`))
  } catch {
    // The work goes on with the limit that there is.
  }
}
