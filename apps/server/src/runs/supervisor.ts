import { describeFailure } from '@ingestr/ingest/telling'

import type { RunQueue } from '../queue/run-queue.ts'
import type { RunRow } from '../store/tables.ts'

const pollMs = 500

/** Makes one run, to its end. `stop` asks it to end early: the run stays as it is, for a later server to go on. */
export type PerformRun = (run: RunRow, stop: AbortSignal) => Promise<void>

/** Claims runs and has them made, some at a time. */
export interface Supervisor {
  start(): void
  /** Looks for runs at once. */
  wake(): void
  /** Begins no more, and asks those that are made to end; resolves when they have. */
  drain(): Promise<void>
  readonly running: number
}

export function createSupervisor(options: {
  readonly queue: RunQueue
  readonly perform: PerformRun
  readonly most: number
  readonly onProblem: (text: string) => void
}): Supervisor {
  const { queue, perform, most, onProblem } = options
  const stop = new AbortController()
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    while (!stop.signal.aborted && running.size < most) {
      const run = await queue.claim()
      if (run === undefined) return
      const performed: Promise<void> = perform(run, stop.signal)
        .catch((error: unknown) => onProblem(`Run ${run.id}: ${describeFailure(error).message}`))
        .finally(() => {
          running.delete(performed)
          wake()
        })
      running.add(performed)
    }
  }

  function wake(): void {
    looking ??= look()
      .catch((error: unknown) => onProblem(describeFailure(error).message))
      .finally(() => {
        looking = undefined
      })
  }

  return {
    start() {
      timer = setInterval(wake, pollMs)
      wake()
    },
    wake,
    async drain() {
      clearInterval(timer)
      stop.abort()
      await looking
      await Promise.all(running)
    },
    get running() {
      return running.size
    },
  }
}
