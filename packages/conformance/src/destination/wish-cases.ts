import assert from 'node:assert/strict'

import { type Column, IngestError, type Json, type Outcome, type Row, type TableDefinition } from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import type { DestinationPlace } from './place.ts'
import { inDestination, load, page, request } from './scenario.ts'
import { people, peopleTarget, person } from './tables.ts'

/** What is asked of a table where the destination declares that it honours it. */
export const wishCases: readonly DestinationCase[] = [
  {
    id: 'D82',
    requirement: 'MUST make a table under every contract with all that comes, and go on taking what fits it',
    needs: ['contract'],
    async run(place) {
      for (const contract of ['freeze', 'discard_row', 'discard_value'] as const) {
        const target = { name: contract }
        const tables = [{ definition: { ...people, contract }, target }]
        await load(place, { tables, generation: 'first', pages: [page({ id: 'a', age: 1, plan: 'pro' })] })
        await load(place, { tables, generation: 'second', pages: [page({ id: 'b', age: 2, plan: null, seats: null })] })
        await expectAfter(place, target, [[{ ...person({ id: 'a', age: 1n }), plan: 'pro' }], [bOfTwo]])
      }
    },
  },
  refusesFrozen(
    'D83',
    'MUST refuse under `freeze` a key that has no column, with SCHEMA_FROZEN, and store nothing of it',
    {
      id: 'c',
      seats: 5,
    },
  ),
  refusesFrozen(
    'D84',
    'MUST refuse under `freeze` what would widen a column, with SCHEMA_FROZEN, and store nothing of it',
    {
      id: 'c',
      age: 'many',
    },
  ),
  discards('D85', 'MUST leave out under `discard_row` the rows that do not fit, and count them', {
    contract: 'discard_row',
    expected: [person({ id: 'd' })],
  }),
  discards('D86', 'MUST leave out under `discard_value` the values that do not fit, and count them', {
    contract: 'discard_value',
    expected: [{ ...person({ id: 'b' }), seats: null }, person({ id: 'c' }), person({ id: 'd' })],
  }),
  {
    id: 'D87',
    requirement: 'MUST store a timestamp as Unix seconds where it is asked to store it as bigint',
    needs: ['storedAs'],
    async run(place) {
      const tables = [{ definition: storedAs('updated_at', 'bigint'), target: peopleTarget }]
      const records = [
        { id: 'a', updated_at: 1_795_000_000 },
        { id: 'b', updated_at: 0 },
        { id: 'c', updated_at: null },
      ]
      await load(place, { tables, pages: [page(...records)] })
      await expectRows(place, peopleTarget, [
        person({ id: 'a', updated_at: 1_795_000_000n }),
        person({ id: 'b', updated_at: 0n }),
        person({ id: 'c' }),
      ])
    },
  },
  {
    id: 'D88',
    requirement: 'MUST store a number as text where it is asked to store it as varchar',
    needs: ['storedAs'],
    async run(place) {
      const tables = [{ definition: storedAs('score', 'varchar'), target: peopleTarget }]
      await load(place, { tables, pages: [page({ id: 'a', score: 1.5 }, { id: 'b', score: null })] })
      await expectRows(place, peopleTarget, [person({ id: 'a', score: '1.5' }), person({ id: 'b' })])
    },
  },
  {
    id: 'D89',
    requirement: 'MUST refuse to store a column as a type that it does not have, with an IngestError',
    needs: ['storedAs'],
    run: (place) =>
      inDestination(place, async (destination) => {
        const tables = [{ definition: storedAs('score', 'no such type'), target: peopleTarget }]
        await assert.rejects(destination.openLoad(request(destination, { tables })), (error) =>
          IngestError.isInstance(error),
        )
      }),
  },
  {
    id: 'D90',
    requirement:
      'MUST spell unknown keys in snake_case where it is asked to, and as they are where it is asked for that',
    needs: ['naming'],
    async run(place) {
      const sent = { id: 'a', planTier: 'pro', location: { zipCode: '8' } }
      await loadNamed(place, [['snake_case', sent]])
      await expectRows(place, peopleTarget, [{ ...person({ id: 'a' }), plan_tier: 'pro', location_zip_code: '8' }])
      const target = { name: 'direct' }
      await load(place, { tables: [{ definition: { ...people, naming: 'direct' }, target }], pages: [page(sent)] })
      await expectRows(place, target, [{ ...person({ id: 'a' }), planTier: 'pro', location_zipCode: '8' }])
    },
  },
  {
    id: 'D91',
    requirement: 'MUST keep the column that a key has, however it is asked to spell it now',
    needs: ['naming'],
    async run(place) {
      await loadNamed(place, [
        ['direct', { id: 'a', planTier: 'pro' }],
        ['snake_case', { id: 'b', planTier: 'free' }],
      ])
      await expectAfter(place, peopleTarget, [
        [{ ...person({ id: 'a' }), planTier: 'pro' }],
        [{ ...person({ id: 'b' }), planTier: 'free' }],
      ])
    },
  },
  spelledAsOthers('D92', 'as they are', { before: 'direct', name: 'planTier', expected: 'seatCount' }),
  spelledAsOthers('D93', 'in snake_case', { before: 'snake_case', name: 'plan_tier', expected: 'seat_count' }),
]

const bOfTwo: Row = { ...person({ id: 'b', age: 2n }), plan: null }

function refusesFrozen(id: string, requirement: string, record: Json): DestinationCase {
  return {
    id,
    requirement,
    needs: ['contract'],
    async run(place) {
      const tables = [{ definition: { ...people, contract: 'freeze' as const }, target: peopleTarget }]
      await load(place, { tables, generation: 'first', pages: [page({ id: 'a', age: 1 })] })
      const refused = load(place, { tables, generation: 'second', pages: [page({ id: 'b' }, record)] })
      await assert.rejects(refused, (error) => IngestError.isInstance(error) && error.code === 'SCHEMA_FROZEN')
      await expectRows(place, peopleTarget, [person({ id: 'a', age: 1n })])
    },
  }
}

/** Of three rows, one brings a key that has no column, and one a value that would widen one. */
function discards(
  id: string,
  requirement: string,
  { contract, expected }: { readonly contract: 'discard_row' | 'discard_value'; readonly expected: readonly Row[] },
): DestinationCase {
  return {
    id,
    requirement,
    needs: ['contract'],
    async run(place) {
      const tables = [{ definition: { ...people, contract }, target: peopleTarget }]
      await load(place, { tables, generation: 'first', pages: [page({ id: 'a', age: 1 })] })
      const pages = [page({ id: 'b', seats: 5 }, { id: 'c', age: 'many' }, { id: 'd' })]
      const outcome = await load(place, { tables, generation: 'second', pages })
      await expectAfter(place, peopleTarget, [[person({ id: 'a', age: 1n })], expected])
      assert.equal(discarded(outcome), 2, 'the outcome tells how many were left out')
    },
  }
}

function discarded(outcome: Outcome | undefined): number {
  return [...(outcome?.discarded?.values() ?? [])].reduce((total, count) => total + count, 0)
}

type Naming = NonNullable<TableDefinition['naming']>

/** A table has a column in one spelling; then comes another key. */
function spelledAsOthers(
  id: string,
  spelling: string,
  { before, name, expected }: { readonly before: Naming; readonly name: string; readonly expected: string },
): DestinationCase {
  return {
    id,
    requirement: `MUST spell unknown keys ${spelling}, under \`auto\`, where the columns of others are`,
    needs: ['naming'],
    async run(place) {
      await loadNamed(place, [
        [before, { id: 'a', planTier: 'pro' }],
        ['auto', { id: 'b', planTier: 'free', seatCount: 5 }],
      ])
      await expectAfter(place, peopleTarget, [
        [{ ...person({ id: 'a' }), [name]: 'pro' }],
        [{ ...person({ id: 'b' }), [name]: 'free', [expected]: 5n }],
      ])
    },
  }
}

/** Each in a load of its own. */
async function loadNamed(place: DestinationPlace, loads: ReadonlyArray<readonly [Naming, Json]>): Promise<void> {
  for (const [index, [naming, record]] of loads.entries()) {
    const tables = [{ definition: { ...people, naming }, target: peopleTarget }]
    await load(place, { tables, generation: String(index), pages: [page(record)] })
  }
}

function storedAs(name: string, type: string): TableDefinition {
  const columns = people.columns.map((column): Column =>
    column.name === name ? { ...column, storedAs: type } : column,
  )
  return { ...people, columns }
}

/** The rows of all loads; of the last, in a destination that can only replace. */
async function expectAfter(
  place: DestinationPlace,
  target: typeof peopleTarget,
  loads: ReadonlyArray<readonly Row[]>,
): Promise<void> {
  const replaces = await inDestination(place, async ({ capabilities }) =>
    capabilities.strategies.every((strategy) => strategy === 'replace'),
  )
  await expectRows(place, target, replaces ? loads.at(-1) : loads.flat())
}
