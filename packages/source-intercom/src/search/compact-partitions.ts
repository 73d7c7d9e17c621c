import type { Partition } from '../checkpoint.ts'
import { withTwinsDone } from './twins.ts'

/** A checkpoint with more partitions than this is made smaller. */
const mostPartitions = 200

/**
 * The same progress in fewer words: neighbours that are done become one. Of few partitions nothing is put together, so that
 * what falls short is found, and read once more, in its own range only.
 */
export function compactPartitions(
  partitions: readonly Partition[],
  most: number = mostPartitions,
): readonly Partition[] {
  if (partitions.length <= most) return partitions
  const compact: Partition[] = []
  // A twin that is through and joined to its neighbour could not tell the other one any more.
  for (const partition of withTwinsDone(partitions).toSorted(byLowerBound)) {
    const before = compact.at(-1)
    if (before !== undefined && canJoin(before, partition)) compact[compact.length - 1] = join(before, partition)
    else compact.push(partition)
  }
  return compact
}

function byLowerBound(one: Partition, other: Partition): number {
  return (one.lower ?? -Infinity) - (other.lower ?? -Infinity)
}

/** Those that share their range with others, by a key or from both ends, are never each other's neighbours. */
function canJoin(one: Partition, other: Partition): boolean {
  const isPlain = [one, other].every(({ isDone, conditions }) => isDone && conditions.length === 0)
  return isPlain && one.order === other.order && one.upper !== null && one.upper === other.lower
}

function join(one: Partition, other: Partition): Partition {
  const bounds = { lower: one.lower, upper: other.upper }
  const read = one.read + other.read
  return { ...one, ...bounds, asked: bounds, read, settled: one.settled + other.settled }
}
