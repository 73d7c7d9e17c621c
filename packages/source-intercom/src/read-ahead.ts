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
  /** First come, first served; a waiter that is admitted has its room already. */
  const waiters = new Set<{ readonly hasRoom: () => boolean; readonly admit: () => void }>()
  const admitAll = (): void => {
    for (const waiter of waiters) {
      if (!waiter.hasRoom()) continue
      waiters.delete(waiter)
      waiter.admit()
    }
  }
  return {
    open() {
      let own = 0
      let pageBytes = 0
      const change = (bytes: number): void => {
        own += bytes
        total += bytes
        if (bytes < 0) admitAll()
      }
      const hasRoom = (): boolean => own <= 0 || total < maxBytes
      const reservation = (): Reservation => {
        let reserved = Math.max(1, pageBytes)
        change(reserved)
        return {
          release() {
            const bytes = reserved
            reserved = 0
            if (bytes > 0) change(-bytes)
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
          if (hasRoom()) return reservation()
          const admitted = Promise.withResolvers<Reservation>()
          const waiter = { hasRoom, admit: (): void => admitted.resolve(reservation()) }
          const leave = (): void => {
            waiters.delete(waiter)
            admitted.reject(signal?.reason)
          }
          waiters.add(waiter)
          signal?.addEventListener('abort', leave, { once: true })
          try {
            return await admitted.promise
          } finally {
            signal?.removeEventListener('abort', leave)
          }
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
