import { setTimeout as sleepFor } from 'node:timers/promises'

import type { Runtime } from '@ingestr/contract'

/** The machine's own clock, randomness and working directory. */
export function createSystemRuntime(): Runtime {
  return {
    clock: {
      now: () => Date.now(),
      async sleep(delayMs, { signal } = {}) {
        try {
          await sleepFor(delayMs, undefined, { signal })
        } catch (error) {
          signal?.throwIfAborted()
          throw error
        }
      },
    },
    random: () => Math.random(),
    workingDirectory: process.cwd(),
  }
}
