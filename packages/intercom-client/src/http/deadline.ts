/** Aborted when the caller's signal is, or when the time is over. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
  readonly isOver: boolean
}

/** Runs on real timers, whatever clock the client has: a socket lives in real time. Dispose it, or the timer stays. */
export function startDeadline(timeoutMs: number, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let isOver = false
  const timer = setTimeout(() => {
    isOver = true
    controller.abort()
  }, timeoutMs)
  const abort = (): void => controller.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    get isOver() {
      return isOver
    },
    [Symbol.dispose](): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}
