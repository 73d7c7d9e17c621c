import assert from 'node:assert/strict'

import type { Outcome } from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import type { DestinationPlace } from './place.ts'
import { inDestination, load, type LoadScript, page, request } from './scenario.ts'
import { labels, labelsTarget, people, person } from './tables.ts'

const needs = ['replace'] as const

/** A load that replaces `labels`. */
function replace(place: DestinationPlace, script: LoadScript): Promise<Outcome | undefined> {
  return load(place, { strategy: 'replace', tables: [{ definition: labels, target: labelsTarget }], ...script })
}

/** What takes the place of a table, and when. */
export const replaceCases: readonly DestinationCase[] = [
  {
    id: 'D47',
    requirement: 'MUST leave what the last generation has, and nothing else',
    needs,
    async run(place) {
      await replace(place, { generation: 'first', pages: [page({ id: 'a' }, { id: 'b' })] })
      const outcome = await replace(place, { generation: 'second', pages: [page({ id: 'c' })] })
      await expectRows(place, labelsTarget, [person({ id: 'c' })])
      assert.equal(outcome?.rows, 1)
    },
  },
  {
    id: 'D48',
    requirement: 'MUST empty the table when nothing came',
    needs,
    async run(place) {
      await replace(place, { generation: 'first', pages: [page({ id: 'a' })] })
      await replace(place, { generation: 'second' })
      await expectRows(place, labelsTarget, [])
    },
  },
  {
    id: 'D49',
    requirement: 'MUST show nothing of a generation before it is published, and the old rows until then',
    needs,
    async run(place) {
      await replace(place, { generation: 'first', pages: [page({ id: 'old' })] })
      await inDestination(place, async (destination) => {
        const tables = [{ definition: labels, target: labelsTarget }]
        await using opened = await destination.openLoad(
          request(destination, { strategy: 'replace', generation: 'second', tables }),
        )
        await opened.write(page({ id: 'new' }))
        const outcome = await opened.commit()
        assert.equal(outcome.rows, 1, 'the outcome tells how many rows are staged')
        await expectRows(place, labelsTarget, [person({ id: 'old' })])
        assert.equal((await destination.describe(labelsTarget))?.rows, 1)
        await opened.write(page({ id: 'newer' }))
        await opened.publish()
      })
      await expectRows(place, labelsTarget, [person({ id: 'new' }), person({ id: 'newer' })])
    },
  },
  {
    id: 'D50',
    requirement: 'MUST show nothing of a generation that was cut short, to whoever opens it later',
    needs,
    async run(place) {
      await replace(place, { generation: 'first', pages: [page({ id: 'old' })] })
      await replace(place, { generation: 'second', pages: [page({ id: 'new' })], end: 'commit' })
      await expectRows(place, labelsTarget, [person({ id: 'old' })])
    },
  },
  {
    id: 'D51',
    requirement: 'MUST go on with what a generation has staged when it is opened again',
    needs: ['replace', 'resumesReplace'],
    async run(place) {
      const generation = 'second'
      await replace(place, { generation: 'first', pages: [page({ id: 'old' })] })
      const staged = await replace(place, { generation, pages: [page({ id: 'a' }, { id: 'b' })], end: 'commit' })
      const outcome = await replace(place, { generation, pages: [page({ id: 'c' })], position: staged?.position })
      assert.deepEqual([outcome?.received, outcome?.rows], [1, 3])
      await expectRows(
        place,
        labelsTarget,
        ['a', 'b', 'c'].map((id) => person({ id })),
      )
    },
  },
  {
    id: 'D52',
    requirement: 'MUST begin anew with another generation',
    needs,
    async run(place) {
      await replace(place, { generation: 'first', pages: [page({ id: 'a' })], end: 'commit' })
      await replace(place, { generation: 'second', pages: [page({ id: 'b' })] })
      await expectRows(place, labelsTarget, [person({ id: 'b' })])
    },
  },
  {
    id: 'D53',
    requirement: 'MUST keep every row of a table that has no version, those that share a key too',
    needs,
    async run(place) {
      const same = { id: 'plan', name: 'a' }
      await replace(place, { pages: [page(same, { id: 'plan', name: 'b' }), page(same)] })
      await expectRows(place, labelsTarget, [person(same), person(same), person({ id: 'plan', name: 'b' })])
    },
  },
  {
    id: 'D54',
    requirement: 'MUST keep one row of each key, the newest, of a table that has a version',
    needs,
    async run(place) {
      const outcome = await inDestination(place, async (destination) => {
        const tables = [{ definition: people, target: labelsTarget }]
        await using opened = await destination.openLoad(request(destination, { strategy: 'replace', tables }))
        await opened.write(page({ id: 'a', name: 'new', updated_at: 20 }, { id: 'b' }))
        await opened.commit()
        await opened.write(page({ id: 'a', name: 'old', updated_at: 10 }, { name: 'no key' }, { name: 'no key' }))
        return await opened.publish()
      })
      assert.equal(outcome.rows, 4)
      await expectRows(place, labelsTarget, [
        person({ id: 'a', name: 'new', updated_at: new Date(20_000) }),
        person({ id: 'b' }),
        person({ name: 'no key' }),
        person({ name: 'no key' }),
      ])
    },
  },
  {
    id: 'D98',
    requirement: 'MUST compare versions of a replace as numbers and not as text',
    needs,
    async run(place) {
      const tables = [{ definition: { ...people, versionColumn: 'age' }, target: labelsTarget }]
      const pages = [
        page({ id: 'a', name: 'new', age: 10 }, { id: 'b', age: -1 }),
        page({ id: 'a', name: 'old', age: 9 }),
      ]
      await replace(place, { tables, pages })
      await expectRows(place, labelsTarget, [person({ id: 'a', name: 'new', age: 10n }), person({ id: 'b', age: -1n })])
    },
  },
]
