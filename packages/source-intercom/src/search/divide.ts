import { IngestError } from '@ingestr/contract'
import type { IntercomPage } from '@ingestr/intercom-client'

import { newPartition, type Partition } from '../checkpoint.ts'
import { divisionsOf } from './dividing-conditions.ts'
import type { PartitionWalk } from './partition-walk.ts'
import type { SearchApi } from './search-api.ts'
import type { SearchFilter } from './search-query.ts'
import type { SearchGrid } from './search-grid.ts'

interface DivideOptions {
  readonly api: SearchApi
  readonly grid: SearchGrid
  /** How many parts there should be about. */
  readonly parts: number
  /** How many keys to try. */
  readonly keys: number
  /** Whether the walk has come to its end meanwhile. */
  readonly isOver: () => boolean
}

/** One part, its first page already there. */
interface DividedPart {
  readonly partition: Partition
  readonly pages: AsyncIterator<IntercomPage>
  readonly first: IntercomPage
}

/** A range divided by the key `field`. */
export interface DividedRange {
  readonly field: string
  readonly parts: readonly DividedPart[]
}

/**
 * Divides what a walk is to bring by a key: by the first one whose parts, by the API's counts, hold as many records as the
 * whole. Undefined where there is none. The first pages of parts that were tried in vain go to `onVain`.
 */
export async function divide(
  walk: PartitionWalk,
  options: DivideOptions,
  onVain: (page: IntercomPage) => void,
): Promise<DividedRange | undefined> {
  const { api, grid, parts, keys, isOver } = options
  const { sample } = walk
  if (sample === undefined) return undefined
  const before = walk.asksForItsRange ? (walk.total ?? Infinity) : await countWhole(walk, api)
  for (const { field, conditions } of divisionsOf(sample, walk.partition.conditions, parts, grid).slice(0, keys)) {
    // While rows come to be in the range, only ids are sure to tell all of them apart.
    if (!walk.isSettled && field !== 'id') return undefined
    const tried = await Promise.all(conditions.map((condition) => openPart(walk.partition, condition, api)))
    const opened = tried.filter((part) => part !== undefined)
    const count = opened.reduce((sum, { first }) => sum + (first.envelope.totalCount ?? Number.NaN), 0)
    const after = walk.isSettled || isOver() ? 0 : await countWhole(walk, api)
    const isWhole = opened.length === tried.length && count >= Math.max(before, after)
    if (isWhole && !isOver()) return { field, parts: opened }
    for (const { first, pages } of opened) {
      onVain(first)
      await pages.return?.()
    }
    if (isOver()) return undefined
  }
  return undefined
}

/** How many rows the API counts in the range of a walk. */
async function countWhole(walk: PartitionWalk, api: SearchApi): Promise<number> {
  const { lower, upper, order, conditions } = walk.partition
  return (await api.countOf(newPartition({ lower, upper }, order, conditions))) ?? Infinity
}

/** Undefined where the API does not take the condition. */
async function openPart(whole: Partition, condition: SearchFilter, api: SearchApi): Promise<DividedPart | undefined> {
  const { lower, upper, order, conditions } = whole
  const partition = newPartition({ lower, upper }, order, [...conditions, condition])
  const pages = api.walk(partition)[Symbol.asyncIterator]()
  try {
    const step = await pages.next()
    return step.done === true ? undefined : { partition, pages, first: step.value }
  } catch (error) {
    if (IngestError.isInstance(error) && error.code === 'REQUEST_REJECTED') return undefined
    throw error
  }
}
