import assert from 'node:assert/strict'

import type { TableDefinition } from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import { inDestination, load, page, request } from './scenario.ts'
import { labels, people, peopleTarget, person } from './tables.ts'

const links: TableDefinition = {
  name: 'people_tags',
  records: ['data', '*', 'tags', 'data', '*'],
  columns: [{ name: 'id', type: 'text', path: ['id'] }],
  primaryKey: ['id'],
  strategy: 'merge',
  isOpen: true,
}

/** Several tables, and several loads. */
export const sideBySideCases: readonly DestinationCase[] = [
  {
    id: 'D55',
    requirement: 'MUST fill several tables from the same pages, each by its own path, and count the first',
    async run(place) {
      const target = { name: 'people_tags' }
      const tables = [
        { definition: people, target: peopleTarget },
        { definition: links, target },
      ]
      const sent = page(
        { id: 'a', tags: { data: [{ id: 1 }, { id: 2, name: 'x' }] } },
        { id: 'b', tags: null },
        { id: 'c' },
      )
      const outcome = await load(place, { tables, pages: [sent] })
      assert.deepEqual([outcome?.received, outcome?.rows], [3, 3])
      await expectRows(place, peopleTarget, [...sent.rows(people)])
      await expectRows(place, target, [...sent.rows(links)])
    },
  },
  {
    id: 'D56',
    requirement: 'MUST keep tables of one name in different schemas apart',
    async run(place) {
      const targets = [{ name: 'people' }, { schema: 'one', name: 'people' }, { schema: 'two', name: 'people' }]
      for (const [index, target] of targets.entries()) {
        await load(place, { tables: [{ definition: people, target }], pages: [page({ id: String(index) })] })
      }
      for (const [index, target] of targets.entries()) await expectRows(place, target, [person({ id: String(index) })])
    },
  },
  {
    id: 'D57',
    requirement: 'MUST have one canonical name for each table, and different ones for different tables',
    run: (place) =>
      inDestination(place, async (destination) => {
        const tables = [
          { name: 'people' },
          { schema: 'one', name: 'people' },
          { schema: 'one', name: 'labels' },
          { name: 'one.people' },
          { schema: 'a', name: 'b.c' },
          { schema: 'a.b', name: 'c' },
        ]
        const names = tables.map((table) => destination.canonicalName(table))
        assert.equal(new Set(names).size, tables.length, `names are shared: ${names.join(', ')}`)
        assert.equal(destination.canonicalName({ schema: undefined, name: 'people' }), names[0])
      }),
  },
  {
    id: 'D58',
    requirement: 'MUST let loads of different tables run at the same time, each with its own commits',
    async run(place) {
      const names = ['one', 'two', 'three']
      await inDestination(place, async (destination) => {
        const loads = await Promise.all(
          names.map((name) =>
            destination.openLoad(request(destination, { tables: [{ definition: people, target: { name } }] })),
          ),
        )
        for (let round = 0; round < 3; round += 1) {
          await Promise.all(
            loads.map(async (each, index) => {
              await each.write(page({ id: `${names[index]}-${round}`, age: round }))
              await (round === 2 ? each.publish() : each.commit())
            }),
          )
        }
        await Promise.all(loads.map((each) => each[Symbol.asyncDispose]()))
      })
      for (const name of names) {
        const rows = [0, 1, 2].map((round) => person({ id: `${name}-${round}`, age: BigInt(round) }))
        await expectRows(place, { name }, rows)
      }
    },
  },
  {
    id: 'D59',
    requirement: 'MUST drop of several loads what one of them has not committed, and nothing of the others',
    async run(place) {
      const target = { name: 'other' }
      await inDestination(place, async (destination) => {
        const first = await destination.openLoad(request(destination))
        await using second = await destination.openLoad(
          request(destination, { tables: [{ definition: labels, target }] }),
        )
        await first.write(page({ id: 'a' }))
        await second.write(page({ id: 'b' }))
        await first[Symbol.asyncDispose]()
        await second.publish()
      })
      await expectRows(place, peopleTarget, undefined)
      await expectRows(place, target, [person({ id: 'b' })])
    },
  },
  {
    id: 'D60',
    requirement: 'MUST let several loads write to one table, their commits in turn',
    needs: ['merge', 'commitsState'],
    async run(place) {
      await inDestination(place, async (destination) => {
        const asked = request(destination, { strategy: 'merge' })
        const loads = await Promise.all([1, 2, 3].map(() => destination.openLoad(asked)))
        await Promise.all(
          loads.map(async (each, index) => {
            await each.write(page({ id: String(index) }, { id: 'shared', name: 'x' }))
            await each.commit()
          }),
        )
        await Promise.all(loads.map((each) => each[Symbol.asyncDispose]()))
      })
      const rows = ['0', '1', '2'].map((id) => person({ id }))
      await expectRows(place, peopleTarget, [...rows, person({ id: 'shared', name: 'x' })])
    },
  },
]
