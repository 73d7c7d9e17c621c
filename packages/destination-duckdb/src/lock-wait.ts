import { setTimeout as sleepFor } from 'node:timers/promises'

import { IngestError, type CallOptions, type Clock } from '@ingestr/contract'

import type { DatabaseSettings } from './database.ts'
import { printDuration } from './duration.ts'
import { lockedWayOut } from './open-failure.ts'

/** Short enough that nobody notices, long enough that a minute of it costs nothing. */
const pollMs = 200

const machineClock: Pick<Clock, 'sleep'> = {
  async sleep(delayMs, { signal } = {}) {
    await sleepFor(delayMs, undefined, { signal })
  },
}

/**
 * Opens, and while another process has the file locked, again and again for as long as `lockTimeoutMs` says. Reports once
 * that it waits (`lock-waited`), then rejects with `DESTINATION_LOCKED`, or with the reason of an aborted signal.
 */
export async function onceUnlocked<Result>(
  open: () => Promise<Result>,
  settings: DatabaseSettings,
  options: CallOptions,
): Promise<Result> {
  const { clock = machineClock, lockTimeoutMs = 0, report } = settings
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    try {
      return await open()
    } catch (error) {
      if (!IngestError.isInstance(error) || error.code !== 'DESTINATION_LOCKED') throw error
      if (waitedMs >= lockTimeoutMs) throw waitedMs === 0 ? error : stillLocked(error, lockTimeoutMs)
      if (waitedMs === 0) {
        const reason = error.message.replace(` ${lockedWayOut}`, '')
        report?.({ type: 'lock-waited', delayMs: lockTimeoutMs, reason })
      }
    }
    options.signal?.throwIfAborted()
    try {
      await clock.sleep(Math.min(pollMs, lockTimeoutMs - waitedMs), options)
    } catch (error) {
      options.signal?.throwIfAborted()
      throw error
    }
  }
}

function stillLocked(cause: IngestError, timeoutMs: number): IngestError {
  const message = `After ${printDuration(timeoutMs)} of waiting: ${cause.message}`
  return new IngestError('DESTINATION_LOCKED', message, { cause, isRetryable: true })
}
