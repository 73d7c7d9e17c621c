import { requireWholeNumber } from '../options.ts'

import type { Failure } from '../http/failure.ts'

const firstGrowthAfter = 3

/**
 * How many records a walk asks for at a time. A page that keeps failing is asked for in smaller pieces, each size a
 * divisor of the one before, so that numbered pages still meet at their edges; it grows back after some successes.
 */
export interface PageSizer {
  readonly size: number
  /** Takes in a failure of the current page; true if the size was reduced. */
  failed(failure: Failure): boolean
  /** Takes in a page that came, and the offset at which the next one begins. */
  succeeded(nextOffset: number): void
  /** The server gives less than it is asked for: ask for that. */
  limit(size: number): void
}

/** `onReduced` is called with the new size. Throws `INVALID_OPTION` for a size that no page can have. */
export function createPageSizer(largest: number, onReduced: (size: number) => void): PageSizer {
  requireWholeNumber('perPage', largest)
  return new DivisorSizer(largest, onReduced)
}

class DivisorSizer implements PageSizer {
  readonly #onReduced: (size: number) => void
  #sizes: readonly number[]
  #index = 0
  #failures = 0
  #successes = 0
  /** Successes before the next growth; doubled when a growth turns out to have been too early. */
  #growthAfter = firstGrowthAfter
  #isTrial = false

  constructor(largest: number, onReduced: (size: number) => void) {
    this.#sizes = divisorChain(largest)
    this.#onReduced = onReduced
  }

  get size(): number {
    return this.#sizes[this.#index] ?? 1
  }

  failed(failure: Failure): boolean {
    if (failure.kind === 'busy' || failure.kind === 'unreachable' || failure.kind === 'refused') return false
    this.#failures += 1
    // The first failure may be chance, except at a size that has just been tried again.
    const isTooMuch = this.#failures > 1 || this.#isTrial
    if (!isTooMuch || this.#index >= this.#sizes.length - 1) return false
    if (this.#isTrial) this.#growthAfter *= 2
    this.#isTrial = false
    this.#index += 1
    this.#successes = 0
    this.#onReduced(this.size)
    return true
  }

  succeeded(nextOffset: number): void {
    this.#failures = 0
    this.#successes += 1
    this.#isTrial = false
    const larger = this.#sizes[this.#index - 1]
    if (larger === undefined || this.#successes < this.#growthAfter || nextOffset % larger !== 0) return
    this.#isTrial = true
    this.#index -= 1
    this.#successes = 0
  }

  limit(size: number): void {
    this.#sizes = divisorChain(size)
    this.#index = 0
  }
}

/** 150 → 75 → 25 → 5 → 1: each the largest proper divisor of the one before. */
function divisorChain(largest: number): readonly number[] {
  const sizes = [largest]
  for (let size = largest; size > 1;) {
    size = largestProperDivisor(size)
    sizes.push(size)
  }
  return sizes
}

function largestProperDivisor(size: number): number {
  for (let divisor = 2; divisor * divisor <= size; divisor += 1) if (size % divisor === 0) return size / divisor
  return 1
}
