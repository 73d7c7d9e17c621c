import type { CallOptions } from '@ingestr/contract'

import { unlessAborted } from './unless-aborted.ts'

/** Lets one piece of work happen at a time, in the order asked for. */
export interface Turns {
  /** A wait that is aborted rejects at once with the signal's reason; work that has begun is not cut short by this. */
  take<Result>(work: () => Promise<Result>, options?: CallOptions): Promise<Result>
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve()
  return {
    async take(work, options = {}) {
      const before = last
      const turn = Promise.withResolvers<void>()
      last = before.then(() => turn.promise)
      try {
        await unlessAborted(before, options.signal)
        return await work()
      } finally {
        turn.resolve()
      }
    },
  }
}
