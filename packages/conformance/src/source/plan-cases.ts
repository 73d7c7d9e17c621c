import assert from 'node:assert/strict'

import type { Case } from '../kit.ts'
import type { SourcePlace } from './place.ts'
import { forEachTable, inSource, readWhole } from './reading.ts'

/** What is known before anything is read. */
export const planCases: ReadonlyArray<Case<SourcePlace, never>> = [
  {
    id: 'S01',
    requirement: 'MUST name the version of the contract, and whose data it reads, the same each time it is opened',
    async run(place) {
      const one = await inSource(place, async (source) => {
        assert.equal(source.specificationVersion, 'v1')
        return await source.identify()
      })
      assert.notEqual(one.trim(), '')
      assert.equal(await inSource(place, (source) => source.identify()), one)
    },
  },
  {
    id: 'S02',
    requirement:
      'MUST list tables that hold together: names once, keys and versions among the columns, a key to merge by',
    run: (place) =>
      inSource(place, async (source) => {
        const tables = await source.listTables()
        assert.equal(new Set(tables.map(({ name }) => name)).size, tables.length, 'a table is listed twice')
        for (const { name, columns, primaryKey, versionColumn, strategy, records } of tables) {
          const names = columns.map((column) => column.name)
          assert.equal(new Set(names).size, names.length, `${name} has a column twice`)
          const needed = versionColumn === undefined ? primaryKey : [...primaryKey, versionColumn]
          assert.deepEqual(
            needed.filter((each) => !names.includes(each)),
            [],
            `${name} lacks a column`,
          )
          assert.ok(strategy !== 'merge' || primaryKey.length > 0, `${name} has no key to merge by`)
          assert.equal(records.at(-1), '*', `${name} does not say where its records are`)
        }
      }),
  },
  {
    id: 'S03',
    requirement: 'MUST plan the table that was asked for, say in a line what it will do, and change nothing',
    async run(place) {
      await forEachTable(place, async (source, table) => {
        const plan = await source.plan({ table: table.name })
        assert.equal(plan.request.table, table.name)
        assert.equal(plan.tables[0].name, table.name)
        assert.equal(plan.isResumed, false)
        assert.match(plan.summary, /^\S.*$/)
        assert.deepEqual(JSON.parse(JSON.stringify(plan.detail)), plan.detail, 'the detail of a plan is JSON')
      })
      assert.deepEqual(place.changes(), [])
    },
  },
  {
    id: 'S04',
    requirement: 'MUST change nothing by reading',
    async run(place) {
      await forEachTable(place, async (source, table) => {
        await readWhole(source, { table: table.name })
      })
      assert.deepEqual(place.changes(), [])
    },
  },
  {
    id: 'S05',
    requirement: 'MUST refuse a table that it does not have',
    run: (place) =>
      inSource(place, async (source) => {
        await assert.rejects(source.plan({ table: 'no_such_table' }))
      }),
  },
]
