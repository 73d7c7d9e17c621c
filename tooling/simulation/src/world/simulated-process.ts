import type { Fault } from './schedule.ts'
import type { Trace } from './trace.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What a run is stopped with. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted'
}

/**
 * One run of the program. Every call that leaves it passes through `step`, and any of them can be its last: after a crash
 * it never hears of anything again, and nothing that it does has an effect.
 */
export class SimulatedProcess {
  readonly #clock: VirtualClock
  readonly #trace: Trace
  readonly #faults: readonly Fault[]
  readonly #stop = new AbortController()
  readonly #abort = new AbortController()
  readonly #counts = new Map<Fault['kind'], number>()
  isCrashed = false
  steps = 0

  constructor(clock: VirtualClock, trace: Trace, faults: readonly Fault[]) {
    this.#clock = clock
    this.#trace = trace
    this.#faults = faults
  }

  get stop(): AbortSignal {
    return this.#stop.signal
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Goes on, unless the process ends here. */
  async step(describe: () => string): Promise<void> {
    if (this.isCrashed) return await forever()
    this.#trace.add(describe)
    this.steps += 1
    if (this.isDue('crash')) {
      this.#trace.add(() => 'CRASH')
      this.isCrashed = true
      return await forever()
    }
    if (this.isDue('stop')) {
      this.#trace.add(() => 'STOP')
      this.#stop.abort(new RunInterrupted('stop'))
    }
    if (this.isDue('abort')) {
      this.#trace.add(() => 'ABORT')
      this.#abort.abort(new RunInterrupted('abort'))
    }
  }

  /** Whether a fault of this kind is to happen at this one of the occasions for it, which are counted here. */
  isDue(kind: Fault['kind']): boolean {
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    return this.#faults.some((fault) => fault.kind === kind && fault.at === count)
  }

  /** Rejects with the signal's reason as soon as it is aborted. */
  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (this.isCrashed) return await forever()
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => reject(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true })
      this.#clock.after(delayMs, () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      })
    })
  }
}

function forever(): Promise<never> {
  return new Promise(() => undefined)
}
