import type { Partition } from '../checkpoint.ts'

/** Two partitions that walk over one range towards each other. */
export function areTwins(one: Partition, other: Partition): boolean {
  return one.order !== other.order && nameOf(one) === nameOf(other)
}

/** Where one of two has met the other, both are through, whichever of them was told first. */
export function withTwinsDone(partitions: readonly Partition[]): readonly Partition[] {
  const through = new Set(partitions.filter(({ isDone }) => isDone).map((one) => one.order + nameOf(one)))
  return partitions.map((partition) => {
    const other = partition.order === 'ascending' ? 'descending' : 'ascending'
    return through.has(other + nameOf(partition)) ? { ...partition, isDone: true } : partition
  })
}

function nameOf({ lower, upper, conditions }: Partition): string {
  return JSON.stringify([lower, upper, conditions])
}
