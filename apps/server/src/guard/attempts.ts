import type { Clock } from '@ingestr/contract'

const windowMs = 60_000
const perAddress = 5
/** From many addresses together: a password is not guessed by a botnet either. */
const together = 50

/** Counts wrong passwords, keys and setup secrets. */
export interface Attempts {
  /** Seconds until the next try; 0: now. */
  waitFor(address: string): number
  failed(address: string): void
}

export function createAttempts(clock: Pick<Clock, 'now'>): Attempts {
  let failures: Array<{ readonly address: string; readonly at: number }> = []
  const recent = (): typeof failures => {
    const since = clock.now() - windowMs
    failures = failures.filter(({ at }) => at > since)
    return failures
  }
  const waitOf = (list: typeof failures, most: number): number => {
    const oldest = list.at(-most)
    return oldest === undefined ? 0 : Math.ceil((oldest.at + windowMs - clock.now()) / 1000)
  }
  return {
    waitFor(address) {
      const all = recent()
      const own = all.filter((each) => each.address === address)
      return Math.max(waitOf(own, perAddress), waitOf(all, together))
    },
    failed: (address) => void failures.push({ address, at: clock.now() }),
  }
}
