import assert from 'node:assert/strict'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import { load, page } from './scenario.ts'
import { peopleTarget, person } from './tables.ts'

const keep = { column: 'updated_at', from: 100_000, to: 200_000 }
const times = page(
  { id: 'before', updated_at: 99 },
  { id: 'first', updated_at: 100 },
  { id: 'last', updated_at: 199 },
  { id: 'after', updated_at: 200 },
  { id: 'none' },
)
const kept = [
  person({ id: 'first', updated_at: new Date(100_000) }),
  person({ id: 'last', updated_at: new Date(199_000) }),
  person({ id: 'none' }),
]

/** What a commit says it did, and the range that is kept. */
export const countCases: readonly DestinationCase[] = [
  {
    id: 'D30',
    requirement: 'MUST count what was received, kept and added, and the rows that the table then holds',
    async run(place) {
      const outcome = await load(place, { pages: [page({ id: 'a' }), page({ id: 'b' }, { id: 'c' })] })
      assert.ok(outcome)
      const { received, kept: keptRows, inserted, updated, unchanged, rows } = outcome
      assert.deepEqual(
        { received, keptRows, inserted, updated, unchanged, rows },
        { received: 3, keptRows: 3, inserted: 3, updated: 0, unchanged: 0, rows: 3 },
      )
    },
  },
  {
    id: 'D31',
    requirement: 'MUST count rows of new keys, rows that changed, and rows that were older or identical',
    needs: ['merge'],
    async run(place) {
      const strategy = 'merge'
      await load(place, {
        strategy,
        pages: [
          page({ id: 'same', updated_at: 5 }, { id: 'old', updated_at: 5 }, { id: 'new', name: 'x', updated_at: 5 }),
        ],
      })
      const outcome = await load(place, {
        strategy,
        pages: [
          page(
            { id: 'same', updated_at: 5 },
            { id: 'old', updated_at: 4 },
            { id: 'new', name: 'y', updated_at: 6 },
            { id: 'more', updated_at: 6 },
          ),
        ],
      })
      assert.ok(outcome)
      const { received, kept: keptRows, inserted, updated, unchanged, rows } = outcome
      assert.deepEqual(
        { received, keptRows, inserted, updated, unchanged, rows },
        { received: 4, keptRows: 4, inserted: 1, updated: 1, unchanged: 2, rows: 4 },
      )
    },
  },
  {
    id: 'D32',
    requirement:
      'MUST drop rows outside the kept range, from its start up to before its end, and keep rows without a time',
    async run(place) {
      const outcome = await load(place, { pages: [times], keep })
      await expectRows(place, peopleTarget, kept)
      assert.deepEqual([outcome?.received, outcome?.kept, outcome?.rows], [5, 3, 3])
    },
  },
  {
    id: 'D33',
    requirement: 'MUST take a range that is open on one side',
    async run(place) {
      await load(place, { pages: [times], keep: { column: 'updated_at', from: 200_000 } })
      await expectRows(place, peopleTarget, [
        person({ id: 'after', updated_at: new Date(200_000) }),
        person({ id: 'none' }),
      ])
    },
  },
  {
    id: 'D34',
    requirement: 'MUST leave rows alone that were in the table before, though they are outside the kept range',
    needs: ['merge'],
    async run(place) {
      const before = { id: 'old', updated_at: 1 }
      await load(place, { strategy: 'merge', pages: [page(before)] })
      await load(place, { strategy: 'merge', pages: [times], keep })
      await expectRows(place, peopleTarget, [...kept, person({ id: 'old', updated_at: new Date(1000) })])
    },
  },
]
