/** Chance that a seed decides: the same dice always fall the same way. */
export interface Dice {
  /** In [0, 1). */
  fraction(): number
  /** A whole number in [0, limit). */
  below(limit: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  /** True in one of `times` cases. */
  oneIn(times: number): boolean
  hex(length: number): string
}

/** Dice of their own for every record, so that any record can be made without the others. */
export function createDice(...seeds: readonly number[]): Dice {
  let state = 0x2545f491
  for (const seed of seeds) {
    state = Math.imul(state ^ seed, 0x9e3779b1)
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b)
    state ^= state >>> 13
  }

  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  const below = (limit: number): number => Math.floor(fraction() * limit)
  return {
    fraction,
    below,
    pick: <Item>(items: readonly [Item, ...Item[]]): Item => items[below(items.length)] ?? items[0],
    oneIn: (times) => fraction() * times < 1,
    hex(length) {
      let text = ''
      while (text.length < length) {
        // Sixteen bits at a time: larger numbers are no small integers, and much slower to write.
        text += (below(0x1_0000) + 0x1_0000).toString(16).slice(1)
      }
      return text.slice(0, length)
    },
  }
}
