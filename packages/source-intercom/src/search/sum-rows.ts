import type { Partition } from '../checkpoint.ts'

/** Rows that partitions have brought, and those of them that count as settled. */
export function sumRows(partitions: Iterable<Partition>): Pick<Partition, 'read' | 'settled'> {
  let read = 0
  let settled = 0
  for (const partition of partitions) {
    read += partition.read
    settled += partition.settled
  }
  return { read, settled }
}
