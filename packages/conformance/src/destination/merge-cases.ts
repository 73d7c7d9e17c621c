import assert from 'node:assert/strict'

import type { Json, Row } from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import { inDestination, load, page, request } from './scenario.ts'
import { people, peopleTarget, person } from './tables.ts'

const strategy = 'merge'

/** One row for each key: the newest. */
export const mergeCases: readonly DestinationCase[] = [
  merges('D35', 'MUST keep the newest version of a key, whatever the order within a page', {
    loads: [
      [
        [
          { id: 'a', name: 'new', updated_at: 20 },
          { id: 'a', name: 'old', updated_at: 10 },
          { id: 'b', name: 'old', updated_at: 1 },
          { id: 'b', name: 'new', updated_at: 2 },
        ],
      ],
    ],
    expected: [
      person({ id: 'a', name: 'new', updated_at: new Date(20_000) }),
      person({ id: 'b', name: 'new', updated_at: new Date(2000) }),
    ],
  }),
  merges('D36', 'MUST keep the newest version of a key, whatever the order of pages', {
    loads: [[[{ id: 'a', name: 'new', updated_at: 20 }], [{ id: 'a', name: 'old', updated_at: 10 }]]],
    expected: [person({ id: 'a', name: 'new', updated_at: new Date(20_000) })],
  }),
  merges('D37', 'MUST keep the newest version of a key, whatever the order of loads', {
    loads: [[[{ id: 'a', name: 'new', updated_at: 20 }]], [[{ id: 'a', name: 'old', updated_at: 10 }]]],
    expected: [person({ id: 'a', name: 'new', updated_at: new Date(20_000) })],
  }),
  merges('D38', 'MUST compare versions as numbers and not as text', {
    loads: [[[{ id: 'a', name: 'new', updated_at: 1000 }]], [[{ id: 'a', name: 'old', updated_at: 999 }]]],
    expected: [person({ id: 'a', name: 'new', updated_at: new Date(1_000_000) })],
  }),
  merges('D39', 'MUST let the later row win a tie within a page and a load', {
    loads: [
      [
        [
          { id: 'a', name: '1', updated_at: 5 },
          { id: 'a', name: '2', updated_at: 5 },
        ],
        [{ id: 'a', name: '3', updated_at: 5 }],
      ],
    ],
    expected: [person({ id: 'a', name: '3', updated_at: new Date(5000) })],
  }),
  merges('D40', 'MUST let the later load win a tie', {
    loads: [[[{ id: 'a', name: '1', updated_at: 5 }]], [[{ id: 'a', name: '2', updated_at: 5 }]]],
    expected: [person({ id: 'a', name: '2', updated_at: new Date(5000) })],
  }),
  merges('D41', 'MUST take a row without a version for older than one that has one', {
    loads: [
      [
        [
          { id: 'a', name: 'versioned', updated_at: 0 },
          { id: 'a', name: 'not' },
        ],
      ],
      [[{ id: 'a', name: 'not' }]],
    ],
    expected: [person({ id: 'a', name: 'versioned', updated_at: new Date(0) })],
  }),
  merges('D42', 'MUST keep every row that has no key', {
    loads: [[[{ name: 'x' }, { name: 'x' }, { id: 'a' }]], [[{ name: 'x' }]]],
    expected: [person({ name: 'x' }), person({ name: 'x' }), person({ name: 'x' }), person({ id: 'a' })],
  }),
  merges('D43', 'MUST write null over a value that a newer version no longer has', {
    loads: [[[{ id: 'a', name: 'x', plan: 'pro', updated_at: 1 }]], [[{ id: 'a', updated_at: 2 }]]],
    expected: [{ ...person({ id: 'a', updated_at: new Date(2000) }), plan: null }],
  }),
  {
    id: 'D44',
    requirement: 'MUST match keys of several columns by all of them',
    needs: [strategy],
    async run(place) {
      const tables = [{ definition: { ...people, primaryKey: ['id', 'name'] }, target: peopleTarget }]
      await load(place, { strategy, tables, pages: [page({ id: 'a', name: '1', age: 1 }, { id: 'a', name: '2' })] })
      await load(place, { strategy, tables, pages: [page({ id: 'a', name: '1', age: 2 }, { id: 'b', name: '1' })] })
      await expectRows(place, peopleTarget, [
        person({ id: 'a', name: '1', age: 2n }),
        person({ id: 'a', name: '2' }),
        person({ id: 'b', name: '1' }),
      ])
    },
  },
  {
    id: 'D45',
    requirement: 'MUST end the same when a load is repeated, and call its rows unchanged',
    needs: [strategy],
    async run(place) {
      const pages = [page({ id: 'a', name: 'x', tags: { a: [1.5] }, updated_at: 1 }, { id: 'b', plan: 'pro' })]
      await load(place, { strategy, pages })
      const again = await load(place, { strategy, pages })
      assert.deepEqual([again?.inserted, again?.updated, again?.unchanged, again?.rows], [0, 0, 2, 2])
      await expectRows(
        place,
        peopleTarget,
        pages.flatMap((each) => [...each.rows(people)]),
      )
    },
  },
  {
    id: 'D46',
    requirement: 'MUST refuse to merge a table that has no key',
    needs: [strategy],
    run: (place) =>
      inDestination(place, async (destination) => {
        const tables = [{ definition: { ...people, primaryKey: [] }, target: peopleTarget }]
        await assert.rejects(destination.openLoad(request(destination, { strategy, tables })))
      }),
  },
]

function merges(
  id: string,
  requirement: string,
  {
    loads,
    expected,
  }: { readonly loads: ReadonlyArray<ReadonlyArray<readonly Json[]>>; readonly expected: readonly Row[] },
): DestinationCase {
  return {
    id,
    requirement,
    needs: [strategy],
    async run(place) {
      for (const pages of loads) await load(place, { strategy, pages: pages.map((records) => page(...records)) })
      await expectRows(place, peopleTarget, expected)
    },
  }
}
