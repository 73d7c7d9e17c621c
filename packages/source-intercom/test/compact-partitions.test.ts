import { expect, it } from 'vitest'

import { newPartition } from '../src/checkpoint.ts'
import { compactPartitions } from '../src/search/compact-partitions.ts'

const condition = { field: 'role', operator: '=', value: 'user' }
const done = (lower: number | null, upper: number | null) => ({
  ...newPartition({ lower, upper }, 'ascending'),
  read: 5,
  settled: 4,
  isDone: true,
})

it('puts neighbours that are done together, and nothing else', () => {
  const open = newPartition({ lower: 30, upper: 40 }, 'ascending')
  const divided = { ...done(60, 70), conditions: [condition] }
  const partitions = [done(20, 30), done(null, 10), open, done(10, 20), done(40, 50), done(55, 60), divided]
  expect(compactPartitions(partitions, 3)).toEqual([
    { ...done(null, 30), read: 15, settled: 12 },
    open,
    done(40, 50),
    done(55, 60),
    divided,
  ])
})

it('keeps the end of a walk from both ends, which only one of the two has told yet', () => {
  const half = {
    ...newPartition({ lower: 10, upper: 20 }, 'descending'),
    position: 16,
    startingAfter: 'cursor',
    read: 3,
  }
  const partitions = [done(null, 10), done(10, 20), half, done(20, 30)]
  const compact = compactPartitions(partitions, 3)
  expect(compact.every(({ isDone }) => isDone)).toBe(true)
  expect(compact).toContainEqual({ ...half, isDone: true })
  expect(compact.reduce((sum, { read }) => sum + read, 0)).toBe(18)
})

it('leaves few partitions alone', () => {
  const partitions = [done(10, 20), done(null, 10)]
  expect(compactPartitions(partitions, 3)).toBe(partitions)
})
