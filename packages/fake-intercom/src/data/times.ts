import type { RecordTimes } from '../store/version.ts'
import { createDice } from './dice.ts'

/** Over which time a table's records came to be; all in unix seconds, both ends included. */
export interface Span {
  readonly seed: number
  readonly created: readonly [start: number, end: number]
  /** When all records were last changed; undefined for some time between their creation and `end`. */
  readonly updated: readonly [start: number, end: number] | undefined
  readonly end: number
  readonly count: number
}

/** Tells when the record of a number was created, changed and active. */
export type TimesOf = (ordinal: number) => RecordTimes

/**
 * Spread evenly, in the order of the numbers, with what real tables have: neighbours of the same second, an import of a few
 * per cent of all records within ten minutes, records that never changed, and changes that fall on the same second.
 */
export function createTimes({ seed, created: [start, createdEnd], updated, end, count }: Span): TimesOf {
  const importFrom = Math.floor(count * 0.4)
  const importTo = Math.floor(count * 0.44)
  const length = createdEnd - start

  function createdAt(ordinal: number): number {
    if (ordinal >= importFrom && ordinal < importTo) {
      const share = (ordinal - importFrom) / (importTo - importFrom)
      return start + Math.floor((length * importFrom) / count) + Math.floor(share * Math.min(600, length / 25))
    }
    const group = createDice(seed, ordinal >> 2).oneIn(2)
      ? Math.max(ordinal & ~3, ordinal < importTo ? 0 : importTo)
      : ordinal
    return start + Math.floor((length * group) / Math.max(count, 1))
  }

  return (ordinal) => {
    const created = createdAt(ordinal)
    const dice = createDice(seed, ordinal, 7)
    if (updated !== undefined) {
      const [first, last] = updated
      const updatedAt = Math.max(first + dice.below(last - first + 1), created)
      return { createdAt: created, updatedAt, activeAt: updatedAt }
    }
    if (dice.oneIn(4)) {
      return { createdAt: created, updatedAt: created, activeAt: created }
    }
    const changed = created + Math.floor((end - created) * Math.sqrt(dice.fraction()))
    const updatedAt = dice.oneIn(3) ? Math.max(changed - (changed % 60), created) : changed
    return { createdAt: created, updatedAt, activeAt: dice.oneIn(6) ? 0 : created + dice.below(end - created + 1) }
  }
}
