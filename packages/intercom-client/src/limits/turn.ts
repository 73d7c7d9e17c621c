/** A line in which one waits. */
interface Line {
  /** `admit` is called when it is one's turn; perhaps at once. */
  enter(admit: () => void): void
  /** False if it was one's turn already. */
  leave(): boolean
}

/** Waits in a line until it is one's turn. Rejects with the signal's reason if that comes first. */
export async function awaitTurn(line: Line, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const { promise, reject, resolve } = Promise.withResolvers<void>()
  const abort = (): void => {
    // Too late once admitted: what follows meets the aborted signal itself, and cleans up.
    if (line.leave()) reject(signal?.reason)
  }
  signal?.addEventListener('abort', abort, { once: true })
  line.enter(resolve)
  try {
    await promise
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
