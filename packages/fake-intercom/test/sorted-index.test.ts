import { createSeededRandom } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'
import { createSortedIndex } from '../src/store/sorted-index.ts'

interface Entry {
  readonly key: number
  readonly id: number
}

const compare = (left: Entry, right: Entry): number => left.key - right.key || left.id - right.id

it('stays what a sorted list would be, through thousands of changes', () => {
  const random = createSeededRandom(7)
  const entry = (id: number): Entry => ({ key: Math.floor(random() * 50), id })
  let expected = Array.from({ length: 700 }, (_, id) => entry(id))
  const index = createSortedIndex(compare, expected.toSorted(compare))
  for (let step = 0; step < 4000; step += 1) {
    const isRemoval = step > 2500 ? random() < 0.9 : random() < 0.3
    const victim = expected[Math.floor(random() * expected.length)]
    if (isRemoval && victim !== undefined) {
      index.remove(victim)
      expected = expected.filter((other) => other !== victim)
    } else {
      const added = entry(1000 + step)
      index.add(added)
      expected.push(added)
    }
    if (step % 100 === 0) {
      const sorted = expected.toSorted(compare)
      const start = Math.floor(random() * (sorted.length + 1))
      const end = Math.min(start + 300, sorted.length)
      const border = Math.floor(random() * 52)
      expect(index.size).toBe(sorted.length)
      expect(index.range(start, end)).toEqual(sorted.slice(start, end))
      expect(index.range(start, end, 'descending')).toEqual(sorted.slice(start, end).toReversed())
      expect(index.rank(({ key }) => key < border)).toBe(sorted.filter(({ key }) => key < border).length)
    }
  }
})

it('empties, and forgets what was never there without a word', () => {
  const only = { key: 1, id: 1 }
  const index = createSortedIndex(compare, [only])
  index.remove({ key: 1, id: 2 })
  index.remove(only)
  expect([index.size, ...index.range(0, 10)]).toEqual([0])
  index.add(only)
  expect(index.range(0, 1)).toEqual([only])
})
