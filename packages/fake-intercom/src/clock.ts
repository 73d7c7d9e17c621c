/** The time in milliseconds since the epoch. */
export interface FakeClock {
  now(): number
}

/** A clock that can be moved on; the offset comes on top of whatever the underlying clock says. */
export interface MovableClock extends FakeClock {
  advance(milliseconds: number): void
}

export function createMovableClock(underlying: FakeClock = Date): MovableClock {
  let offsetMs = 0
  return {
    now: () => underlying.now() + offsetMs,
    advance(milliseconds: number): void {
      offsetMs += milliseconds
    },
  }
}
