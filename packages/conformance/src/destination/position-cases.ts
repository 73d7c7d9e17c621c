import assert from 'node:assert/strict'

import type { Outcome, Position } from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import { inDestination, load, page } from './scenario.ts'
import { labels, labelsTarget, peopleTarget, person } from './tables.ts'

const replacing = { strategy: 'replace', tables: [{ definition: labels, target: labelsTarget }] } as const

/** Exactly once without SQL: what lies after the position that was recorded is dropped. */
export const positionCases: readonly DestinationCase[] = [
  {
    id: 'D72',
    requirement: 'MUST tell with each commit where the rows of every target end, as JSON that can be stored',
    needs: ['positions'],
    async run(place) {
      const outcome = await load(place, { pages: [page({ id: 'a' })], end: 'commit' })
      await inDestination(place, async (destination) => {
        const position = requirePosition(outcome)
        assert.deepEqual(Object.keys(position), [destination.canonicalName(peopleTarget)])
        assert.deepEqual(JSON.parse(JSON.stringify(position)), position)
      })
    },
  },
  {
    id: 'D73',
    requirement: 'MUST drop what was committed after the position that it is given, when a load is opened',
    needs: ['positions', 'append'],
    async run(place) {
      const first = await load(place, { strategy: 'append', pages: [page({ id: 'a' })], end: 'commit' })
      const position = store(first)
      await load(place, {
        strategy: 'append',
        position,
        pages: [page({ id: 'lost' }, { id: 'lost too' })],
        end: 'commit',
      })
      await load(place, { strategy: 'append', position, end: 'dispose' })
      await expectRows(place, peopleTarget, [person({ id: 'a' })])
      await load(place, { strategy: 'append', position, pages: [page({ id: 'b' })] })
      await expectRows(place, peopleTarget, [person({ id: 'a' }), person({ id: 'b' })])
    },
  },
  {
    id: 'D74',
    requirement: 'MUST drop all that was committed where no position was recorded',
    needs: ['positions', 'append'],
    async run(place) {
      await load(place, { strategy: 'append', pages: [page({ id: 'lost' })], end: 'commit' })
      await load(place, { strategy: 'append', position: {}, pages: [page({ id: 'a' })] })
      await expectRows(place, peopleTarget, [person({ id: 'a' })])
    },
  },
  {
    id: 'D75',
    requirement: 'MUST give as the position of a table that is there what keeps its rows',
    needs: ['positions', 'append'],
    async run(place) {
      const outcome = await load(place, { strategy: 'append', pages: [page({ id: 'a' })] })
      await inDestination(place, async (destination) => {
        const name = destination.canonicalName(peopleTarget)
        const state = await destination.describe(peopleTarget)
        assert.notEqual(state?.position, undefined, 'describe tells no position')
        assert.deepEqual(state?.position, requirePosition(outcome)[name])
      })
      await load(place, { strategy: 'append', pages: [page({ id: 'b' })] })
      await expectRows(place, peopleTarget, [person({ id: 'a' }), person({ id: 'b' })])
    },
  },
  {
    id: 'D76',
    requirement: 'MUST leave alone what the commits of one load made, though it was opened with an earlier position',
    needs: ['positions', 'append'],
    async run(place) {
      const { position } = (await load(place, { strategy: 'append', pages: [page({ id: 'a' })] })) ?? {}
      await inDestination(place, async (destination) => {
        await using opened = await destination.openLoad({
          tables: [{ definition: { ...labels, name: 'people' }, target: peopleTarget }],
          strategy: 'append',
          generation: 'second',
          run: { id: 'run-2', startedAt: 0 },
          position,
        })
        for (const id of ['b', 'c', 'd']) {
          await opened.write(page({ id }))
          await opened.commit()
        }
      })
      await expectRows(
        place,
        peopleTarget,
        ['a', 'b', 'c', 'd'].map((id) => person({ id })),
      )
    },
  },
  {
    id: 'D77',
    requirement: 'MUST drop of a stage what was committed after the position that it is given',
    needs: ['positions', 'replace', 'resumesReplace'],
    async run(place) {
      const first = await load(place, { ...replacing, pages: [page({ id: 'a' })], end: 'commit' })
      const position = store(first)
      await load(place, { ...replacing, position, pages: [page({ id: 'lost' })], end: 'commit' })
      const outcome = await load(place, { ...replacing, position, pages: [page({ id: 'b' })] })
      assert.equal(outcome?.rows, 2)
      await expectRows(place, labelsTarget, [person({ id: 'a' }), person({ id: 'b' })])
    },
  },
  {
    id: 'D78',
    requirement: 'MUST give as the position of a published replace that of the table',
    needs: ['positions', 'replace', 'append'],
    async run(place) {
      const published = await load(place, { ...replacing, pages: [page({ id: 'a' }), page({ id: 'b' })] })
      const position = store(published)
      await load(place, { ...replacing, strategy: 'append', position, pages: [page({ id: 'c' })] })
      await expectRows(
        place,
        labelsTarget,
        ['a', 'b', 'c'].map((id) => person({ id })),
      )
    },
  },
]

function requirePosition(outcome: Outcome | undefined): Position {
  assert.ok(outcome?.position, 'the outcome tells no position')
  return outcome.position
}

/** As a state file gives it back. */
function store(outcome: Outcome | undefined): Position {
  const position: Position = JSON.parse(JSON.stringify(requirePosition(outcome)))
  return position
}
