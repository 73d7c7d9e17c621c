import { expect, it } from 'vitest'

import { oneEachTurn } from '../src/http/one-each-turn.ts'

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

it('answers are read one in each turn of the event loop, in their order, and later ones as well', async () => {
  for (const _round of [1, 2]) {
    const seen: Array<number | string> = []
    const readings = [1, 2, 3].map(async (number) => {
      await oneEachTurn()
      seen.push(number)
    })
    while (!seen.includes(3)) {
      seen.push('turn')
      await turn()
    }
    await Promise.all(readings)
    const numbers = seen.filter((each) => each !== 'turn')
    expect(numbers).toEqual([1, 2, 3])
    // What else waits for the thread comes in between.
    for (const number of numbers) expect(seen[seen.indexOf(number) - 1]).toBe('turn')
    await turn()
  }
})
