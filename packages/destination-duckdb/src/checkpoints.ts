import type { BlockGuard } from './block-guard.ts'
import type { MemoryLimit } from './memory-limit.ts'
import type { Session } from './session.ts'
import type { Turns } from './turns.ts'

/**
 * Moves what was committed from the WAL and memory to the file, where it takes neither. DuckDB does so by itself only at a
 * commit that no other statement runs beside, and pages are read all the time: what waits then grows for as long as the load
 * goes on.
 */
export interface Checkpoints {
  /** To be called after a commit of so many bytes of pages, by whoever has the turn to write. */
  committed(session: Session, bytes: number): Promise<void>
}

type CheckpointMeans = { readonly readings: Turns; readonly memory: MemoryLimit; readonly guard: BlockGuard }

/**
 * Once `bytes` of pages were committed. `readings` are held up meanwhile, and there is more memory: a checkpoint that runs out of
 * it makes DuckDB give up the database.
 */
export function createCheckpoints({ readings, memory, guard }: CheckpointMeans, bytes: number): Checkpoints {
  let waiting = 0
  return {
    async committed(session, added) {
      waiting += added
      if (waiting < bytes) return
      try {
        await readings.take(() => memory.raised(() => guard.checkpoint(session)))
        waiting = 0
      } catch {
        // Rows are durable without it. It is tried again after the next commit; a database that is broken refuses that one.
      }
    },
  }
}
