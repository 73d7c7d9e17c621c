import type { CallOptions } from '@ingestr/contract'

/** Bytes of pages that are asked for or not yet taken, over all tables of a source. */
export interface ReadAhead {
  /** One table's share. Its first page never waits, so that no table waits for another one's writer. */
  open(): ReadAheadShare
}

/** Pages that are asked for count as the latest page that came: what they bring must find its place. */
export interface ReadAheadShare {
  /** How many more pages could be asked for. */
  readonly sparePages: number
  /** Keeps room for another page until `release`. Undefined where there is none. */
  tryReserve(): Reservation | undefined
  /** Resolves as soon as there is room. */
  reserve(options?: CallOptions): Promise<Reservation>
  /** A page came, and waits to be taken. */
  add(bytes: number): void
  /** It was taken. */
  remove(bytes: number): void
}

/** Releasing it twice is harmless. */
export interface Reservation {
  release(): void
}

export function createReadAhead(maxBytes: number): ReadAhead {
  let total = 0
  let freed = Promise.withResolvers<void>()
  return {
    open() {
      let own = 0
      let pageBytes = 0
      const change = (bytes: number): void => {
        own += bytes
        total += bytes
        if (bytes >= 0) return
        freed.resolve()
        freed = Promise.withResolvers()
      }
      const hasRoom = (): boolean => own <= 0 || total < maxBytes
      const reservation = (): Reservation => {
        let reserved = Math.max(1, pageBytes)
        change(reserved)
        return {
          release() {
            change(-reserved)
            reserved = 0
          },
        }
      }
      return {
        get sparePages() {
          return hasRoom() ? Math.ceil(Math.max(1, maxBytes - total) / Math.max(1, pageBytes)) : 0
        },
        tryReserve: () => (hasRoom() ? reservation() : undefined),
        async reserve({ signal } = {}) {
          signal?.throwIfAborted()
          while (!hasRoom()) await unlessAborted(freed.promise, signal)
          return reservation()
        },
        add(bytes) {
          if (bytes > 0) pageBytes = bytes
          change(bytes)
        },
        remove: (bytes) => change(-bytes),
      }
    },
  }
}

async function unlessAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const aborted = Promise.withResolvers<void>()
  const resolve = (): void => aborted.resolve()
  signal?.addEventListener('abort', resolve, { once: true })
  await Promise.race([promise, aborted.promise])
  signal?.removeEventListener('abort', resolve)
  signal?.throwIfAborted()
}
