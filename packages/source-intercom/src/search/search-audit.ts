import type { Partition } from '../checkpoint.ts'
import type { SearchApi } from './search-api.ts'
import { type Bounds, countFilter, type DateField } from './search-query.ts'
import { sumRows } from './sum-rows.ts'

/** What is compared with the API's counts. */
export interface SearchAudit {
  readonly api: SearchApi
  readonly field: DateField
  /** Where nothing can have come since the walks. */
  readonly settled: Bounds
}

/** How many records the API counts where everything must have been read, beyond those that were; 0 if none. */
export async function countMissing(
  { api, field, settled }: SearchAudit,
  partitions: readonly Partition[],
): Promise<number | null> {
  const counted = await api.count(countFilter(field, settled, api.matching))
  return counted === undefined ? null : Math.max(0, counted - sumRows(partitions).settled)
}

/** Ranges in which the API counts more records than were read; all of them where no single one stands out. */
export async function findShortRanges(
  { api, field, settled }: SearchAudit,
  partitions: readonly Partition[],
): Promise<readonly Bounds[]> {
  const short: Bounds[] = []
  const groups = groupByRange(partitions)
  for (const { bounds, parts } of groups) {
    const within = overlap(bounds, settled)
    if (within === undefined || groups.length === 1) continue
    const counted = await api.count(countFilter(field, within, api.matching))
    if ((counted ?? 0) > sumRows(parts).settled) short.push(bounds)
  }
  return short.length > 0 ? short : groups.map(({ bounds }) => bounds)
}

/** Partitions that share a range, by a key or from both ends, can only be counted together. */
function groupByRange(partitions: readonly Partition[]): ReadonlyArray<{ bounds: Bounds; parts: Partition[] }> {
  const groups: Array<{ bounds: Bounds; parts: Partition[] }> = []
  for (const partition of partitions.toSorted((one, other) => start(one) - start(other))) {
    const group = groups.at(-1)
    if (group === undefined || end(group.bounds) <= start(partition)) {
      groups.push({ bounds: { lower: partition.lower, upper: partition.upper }, parts: [partition] })
    } else {
      const isLonger = end(partition) > end(group.bounds)
      if (isLonger) group.bounds = { lower: group.bounds.lower, upper: partition.upper }
      group.parts.push(partition)
    }
  }
  return groups
}

function start({ lower }: Bounds): number {
  return lower ?? -Infinity
}

function end({ upper }: Bounds): number {
  return upper ?? Infinity
}

function overlap(one: Bounds, other: Bounds): Bounds | undefined {
  const lower = Math.max(start(one), start(other))
  const upper = Math.min(end(one), end(other))
  if (lower >= upper) return undefined
  return { lower: Number.isFinite(lower) ? lower : null, upper: Number.isFinite(upper) ? upper : null }
}
