import type { IntercomPage } from '@ingestr/intercom-client'
import { describe, expect, it } from 'vitest'

import { newPartition } from '../src/checkpoint.ts'
import { PartitionWalk } from '../src/search/partition-walk.ts'
import type { RunningWalk } from '../src/search/running-walk.ts'
import { createSearchGrid } from '../src/search/search-grid.ts'
import { type Share, WorkSharing } from '../src/search/work-sharing.ts'

const day = 86_400
const now = 1000 * day
const perPage = 150
const everything = { lower: null, upper: null }

/** Walks over ten days each, one after the other, whose first page came: so many pages are left to each. */
function walksWith(pagesLeft: readonly number[], daysLeft = 10): ReadonlySet<RunningWalk> {
  return new Set(
    pagesLeft.map((pages, id) => {
      const lower = id * 10 * day
      const partition = newPartition({ lower, upper: lower + daysLeft * day }, 'ascending')
      const terms = { sortedBy: 'createdAt', wanted: everything, settled: everything, settledEnd: 'open' } as const
      const walk = new PartitionWalk(partition, terms)
      walk.sample = pageOf((pages + 1) * perPage, lower, daysLeft * day)
      walk.take(walk.sample)
      return { id, walk }
    }),
  )
}

/** The first of so many rows, which lie evenly. */
function pageOf(totalCount: number, lower: number, seconds: number): IntercomPage {
  const ids = Array.from({ length: perPage }, (_, index) => `${lower}${index.toString(16)}`)
  const records = ids.map((id, index) => ({ id, createdAt: lower + Math.floor((index * seconds) / totalCount) }))
  const envelope = { recordsKey: 'data', count: perPage, records, truncatedLists: 0, totalCount }
  const bytes = Buffer.from(JSON.stringify({ data: ids.map((id) => ({ id })) }))
  return { bytes, envelope: { ...envelope, next: { startingAfter: 'x' } }, requestedPerPage: perPage }
}

/** What is shared of these walks where `idle` more requests could be on their way. */
function shareOf(walks: ReadonlySet<RunningWalk>, idle: number): Share | undefined {
  const sharing = new WorkSharing(createSearchGrid('calendar-day', 'UTC'), now)
  for (const { walk } of walks) sharing.count(perPage, walk.sample)
  // A plan of many pages, of which a good part may be asked for in vain.
  for (let page = 0; page < 300; page += 1) sharing.count(perPage)
  return sharing.next(walks, idle)
}

/** How many parts a walk gives away; 0: none. */
function partsGiven(share: Share | undefined): number {
  if (share === undefined) return 0
  return share.kind === 'cut' ? share.bounds.length : share.kind === 'divide' ? share.parts : 1
}

describe('where no more requests could be on their way', () => {
  it.each([
    ['none lags behind the others', [10, 10, 9, 8], 0],
    ['one has a little more than twice the mean', [20, 5, 5, 5, 5], 1],
    ['one has three times as much', [30, 10, 10, 10, 10, 10, 10, 10, 10], 1],
    ['one has five times as much', [50, 9, 9, 9, 9, 9, 9, 9, 9], 2],
    ['one has a hundred times as much', [100, 1, 1, 1, 1, 1, 1, 1, 1, 1], 4],
  ])('%s: %j pages', (_, pages, parts) => {
    const share = shareOf(walksWith(pages), 0)
    expect(partsGiven(share)).toBe(parts)
    if (parts > 0) expect(share).toMatchObject({ kind: 'cut', running: { id: 0 } })
  })

  it('nothing is shared while most have not told what they have', () => {
    const untold = Array.from({ length: 4 }, (_, id) => {
      const terms = { sortedBy: 'createdAt', wanted: everything, settled: everything, settledEnd: 'open' } as const
      return { id: 10 + id, walk: new PartitionWalk(newPartition(everything, 'ascending'), terms) }
    })
    expect(shareOf(new Set([...walksWith([40]), ...untold]), 0)).toBeUndefined()
  })
})

describe('a day that dates do not divide', () => {
  it.each([
    ['parts of four pages while the others have as much', [40, 4, 4, 4, 4, 4, 4], 10],
    ['smaller parts when the others are nearly through', [20, 1, 1, 1, 1, 1, 1, 1, 1, 1], 6],
  ])('is divided into %s', (_, pages, parts) => {
    const share = shareOf(walksWith(pages, 1), 0)
    expect(share).toMatchObject({ kind: 'divide', running: { id: 0 } })
    expect(partsGiven(share)).toBe(parts)
  })
})
