import assert from 'node:assert/strict'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import { inDestination, load, page, request } from './scenario.ts'
import { people, peopleTarget, person } from './tables.ts'

/** What becomes visible, when, and what stays. */
export const commitCases: readonly DestinationCase[] = [
  {
    id: 'D01',
    requirement: 'MUST name the version of the contract and say for people where the rows go',
    run: (place) =>
      inDestination(place, async ({ specificationVersion, location, capabilities }) => {
        assert.equal(specificationVersion, 'v1')
        assert.notEqual(location.trim(), '')
        assert.ok(capabilities.strategies.length > 0, 'it declares no strategy')
      }),
  },
  {
    id: 'D02',
    requirement: 'MUST have SQL or a file for its state, as it declares',
    run: (place) =>
      inDestination(place, async ({ capabilities, sql, stateFile }) => {
        assert.equal(sql !== undefined, capabilities.commitsState, 'sql is there where commitsState says so')
        assert.equal(stateFile === undefined, capabilities.commitsState, 'stateFile is there where sql is not')
      }),
  },
  {
    id: 'D03',
    requirement: 'MUST describe a table that is not there as undefined, and make nothing by looking',
    async run(place) {
      assert.equal(await inDestination(place, (destination) => destination.describe(peopleTarget)), undefined)
      await expectRows(place, peopleTarget, undefined)
    },
  },
  {
    id: 'D04',
    requirement: 'MUST show nothing of what is opened and written before it is committed',
    run: (place) =>
      inDestination(place, async (destination) => {
        await using opened = await destination.openLoad(request(destination))
        await opened.write(page({ id: 'a' }))
        await expectRows(place, peopleTarget, undefined)
        assert.equal(await destination.describe(peopleTarget), undefined)
      }),
  },
  {
    id: 'D05',
    requirement: 'MUST show published rows to whoever opens it later',
    async run(place) {
      await load(place, { pages: [page({ id: 'a', name: 'Ada' }, { id: 'b' })] })
      await expectRows(place, peopleTarget, [person({ id: 'a', name: 'Ada' }), person({ id: 'b' })])
      const state = await inDestination(place, (destination) => destination.describe(peopleTarget))
      assert.equal(state?.rows, 2)
      assert.equal(state.isOwn, true)
    },
  },
  {
    id: 'D06',
    requirement: 'MUST make the rows of a commit durable before it resolves, also where the load goes no further',
    needs: ['append'],
    async run(place) {
      await load(place, { strategy: 'append', pages: [page({ id: 'a' })], end: 'commit' })
      await expectRows(place, peopleTarget, [person({ id: 'a' })])
    },
  },
  {
    id: 'D07',
    requirement: 'MUST make merged rows durable with each commit',
    needs: ['merge'],
    async run(place) {
      await load(place, { strategy: 'merge', pages: [page({ id: 'a' })], end: 'commit' })
      await expectRows(place, peopleTarget, [person({ id: 'a' })])
    },
  },
  {
    id: 'D08',
    requirement: 'MUST drop what is not committed when a load is disposed of, and make no table for it',
    async run(place) {
      await load(place, { pages: [page({ id: 'a' })], end: 'dispose' })
      await expectRows(place, peopleTarget, undefined)
    },
  },
  {
    id: 'D09',
    requirement: 'MUST keep what was committed and drop what was written after it when a load is disposed of',
    async run(place) {
      await inDestination(place, async (destination) => {
        const asked = request(destination)
        const opened = await destination.openLoad(asked)
        await opened.write(page({ id: 'a' }))
        await opened.commit()
        await opened.write(page({ id: 'b' }))
        await opened[Symbol.asyncDispose]()
        if (asked.strategy === 'replace') return
        await expectRows(place, peopleTarget, [person({ id: 'a' })])
      })
      const rows = await inDestination(place, async (destination) => request(destination).strategy === 'replace')
      await expectRows(place, peopleTarget, rows ? undefined : [person({ id: 'a' })])
    },
  },
  {
    id: 'D10',
    requirement: 'MUST add with each commit what was written since the last one',
    async run(place) {
      await inDestination(place, async (destination) => {
        await using opened = await destination.openLoad(request(destination))
        await opened.write(page({ id: 'a' }))
        await opened.commit()
        await opened.commit()
        await opened.write(page({ id: 'b' }))
        await opened.write(page({ id: 'c' }))
        await opened.publish()
      })
      await expectRows(
        place,
        peopleTarget,
        ['a', 'b', 'c'].map((id) => person({ id })),
      )
    },
  },
  {
    id: 'D11',
    requirement: 'MUST keep the pages that are written while a commit runs for the next one',
    async run(place) {
      await inDestination(place, async (destination) => {
        await using opened = await destination.openLoad(request(destination))
        await opened.write(page({ id: 'a' }))
        const committed = opened.commit()
        await opened.write(page({ id: 'b' }))
        assert.equal((await committed).received, 1)
        assert.equal((await opened.publish()).received, 1)
      })
      await expectRows(
        place,
        peopleTarget,
        ['a', 'b'].map((id) => person({ id })),
      )
    },
  },
  {
    id: 'D12',
    requirement: 'MUST make the table when nothing came',
    async run(place) {
      await load(place)
      await expectRows(place, peopleTarget, [])
      const state = await inDestination(place, (destination) => destination.describe(peopleTarget))
      assert.equal(state?.rows, 0)
    },
  },
  {
    id: 'D13',
    requirement: 'MUST store every row of many pages',
    async run(place) {
      const pages = Array.from({ length: 20 }, (_, number) =>
        page(...Array.from({ length: 150 }, (__, place_) => ({ id: `${number}-${place_}`, age: place_ }))),
      )
      const outcome = await load(place, { pages })
      assert.equal(outcome?.rows, 3000)
      const expected = pages.flatMap((each) => [...each.rows(people)])
      await expectRows(place, peopleTarget, expected)
    },
  },
  {
    id: 'D14',
    requirement: 'MUST add rows to those of earlier loads, whatever came before',
    needs: ['append'],
    async run(place) {
      const same = page({ id: 'a', updated_at: 2 }, { id: 'a', updated_at: 1 })
      const first = await load(place, { strategy: 'append', pages: [same] })
      assert.equal(first?.inserted, 2)
      const second = await load(place, { strategy: 'append', pages: [same] })
      assert.deepEqual([second?.inserted, second?.updated, second?.rows], [2, 0, 4])
      await expectRows(place, peopleTarget, [...same.rows(people), ...same.rows(people)])
    },
  },
]
