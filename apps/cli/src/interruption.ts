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

/** Listens to Ctrl-C and to the request to terminate. A third press ends the process on the spot. */
export function listenForInterruption(options: {
  readonly process: NodeJS.Process
  readonly now: () => number
  readonly write: (line: string) => void
}): Interruption {
  const { now, write } = options
  const stop = new AbortController()
  const abort = new AbortController()
  let first: NodeJS.Signals | undefined
  let lastAt = Number.NEGATIVE_INFINITY

  function interrupt(signal: NodeJS.Signals): void {
    if (now() - lastAt < samePressMs) return
    lastAt = now()
    if (first === undefined) {
      first = signal
      write('Stopping: storing what has arrived. Press Ctrl-C again to stop at once.')
      stop.abort()
    } else if (abort.signal.aborted) {
      options.process.exit(exitCodeOf(first))
    } else {
      abort.abort()
    }
  }

  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) options.process.on(signal, interrupt)
  return {
    stop: stop.signal,
    abort: abort.signal,
    get signal() {
      return first
    },
    [Symbol.dispose]() {
      for (const signal of signals) options.process.off(signal, interrupt)
    },
  }
}

/** As a shell reports it: 128 and the number of the signal. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return signal === 'SIGTERM' ? 143 : 130
}
