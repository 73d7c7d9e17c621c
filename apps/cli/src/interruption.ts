/** How a run is asked to end. */
export interface Interruption extends Disposable {
  /** The first signal: end after what has arrived. */
  readonly stop: AbortSignal
  /** The second: end at once. */
  readonly abort: AbortSignal
  /** What the first signal was. */
  readonly signal: NodeJS.Signals | undefined
}

/** npx passes on a Ctrl-C that the terminal has sent to all of its children already. */
const samePressMs = 300

/** What is needed of a process. */
export interface SignalledProcess {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
  exit(code: number): void
}

/**
 * Listens to Ctrl-C and to the request to terminate. A third press ends the process on the spot, and so
 * does one after the disposal, with the exit code of an interruption instead of the signal's default.
 */
export function listenForInterruption(options: {
  readonly process: SignalledProcess
  readonly now: () => number
  readonly write: (line: string) => void
}): Interruption {
  const { now, write } = options
  const stop = new AbortController()
  const abort = new AbortController()
  let first: NodeJS.Signals | undefined
  let lastAt = Number.NEGATIVE_INFINITY
  let isDisposed = false

  function interrupt(signal: NodeJS.Signals): void {
    if (now() - lastAt < samePressMs) return
    lastAt = now()
    if (isDisposed) {
      options.process.exit(exitCodeOf(first ?? signal))
    } else if (first === undefined) {
      first = signal
      write('Stopping: storing what has arrived. Press Ctrl-C again to stop at once.')
      stop.abort()
    } else if (abort.signal.aborted) {
      options.process.exit(exitCodeOf(first))
    } else {
      abort.abort()
    }
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) options.process.on(signal, interrupt)
  return {
    stop: stop.signal,
    abort: abort.signal,
    get signal() {
      return first
    },
    [Symbol.dispose]() {
      isDisposed = true
    },
  }
}

/** As a shell reports it: 128 and the number of the signal. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return signal === 'SIGTERM' ? 143 : 130
}
