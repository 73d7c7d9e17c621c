import type { Fault } from './fault.ts'

/** What a page shows of the records that are on it: all, unless a fault loses some. */
export function withoutLost<Item>(page: readonly Item[], fault: Fault | undefined): readonly Item[] {
  if (fault?.kind === 'lossy-page') {
    return page.filter((_, place) => place % 2 === 0)
  }
  if (fault?.kind === 'lossy-record') {
    const lost = Math.min(fault.place ?? 0, page.length - 1)
    return page.filter((_, place) => place !== lost)
  }
  return page
}
