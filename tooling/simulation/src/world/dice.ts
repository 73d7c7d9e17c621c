import { createSeededRandom } from '@ingestr-tooling/testing'

/** Random choices of one seed; each use has its own, so that one more choice here changes nothing there. */
export interface Dice {
  readonly random: () => number
  /** A whole number in `[low, high]`. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly [Item, ...Item[]]): Item
}

export function createDice(seed: number, use: number): Dice {
  const random = createSeededRandom(seed * 1009 + use * 7919)
  random()
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
  return {
    random,
    between,
    chance: (probability) => random() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
  }
}
