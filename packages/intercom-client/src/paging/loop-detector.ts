/** Finds out that a sequence repeats itself, in constant memory. */
export interface LoopDetector {
  /** True if the sequence is known to be in a loop with this value. */
  repeats(value: string): boolean
}

/** Brent's way: one value is remembered, and replaced each time the distance from it has doubled. */
export function createLoopDetector(): LoopDetector {
  let remembered: string | undefined
  let distance = 0
  let reach = 1
  return {
    repeats(value) {
      if (value === remembered) return true
      distance += 1
      if (remembered === undefined || distance === reach) {
        remembered = value
        reach *= 2
        distance = 0
      }
      return false
    },
  }
}
