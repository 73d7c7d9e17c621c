import type { CallOptions } from '@ingestr/contract'

/** Lets one piece of work happen at a time, in the order asked for. */
export interface Turns {
  /** A wait that is aborted rejects with the signal's reason; work that has begun is not cut short by this. */
  take<Result>(work: () => Promise<Result>, options?: CallOptions): Promise<Result>
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async take(work, options = {}) {
      const turn = last.then(() => {
        options.signal?.throwIfAborted()
        return work()
      })
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
