import { tmpdir } from 'node:os'
import { setTimeout as sleepFor } from 'node:timers/promises'

import type { Clock, Runtime } from '@ingestr/contract'

/** One for the process: clients go by one rate limit together where their clock is the same. */
const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(delayMs, { signal } = {}) {
    try {
      await sleepFor(delayMs, undefined, { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
}

/** The machine's own clock, randomness and working directory. All runtimes of a process have the same clock. */
export function createSystemRuntime(): Runtime {
  return {
    clock: systemClock,
    random: () => Math.random(),
    workingDirectory: process.cwd(),
    temporaryDirectory: tmpdir(),
  }
}
