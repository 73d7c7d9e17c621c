import type { Partition } from '../checkpoint.ts'
import { compactPartitions } from './compact-partitions.ts'
import { sumRows } from './sum-rows.ts'
import type { WalkedPage } from './page-queue.ts'
import type { Bounds } from './search-query.ts'

/** How far every partition is: as it was walked, and by the pages that were handed on, which is what a checkpoint may say. */
export class PartitionLedger {
  readonly #walked = new Map<number, Partition>()
  readonly #handedOn = new Map<number, Partition>()
  /** Those that keep their settled rows only. */
  readonly #settledOnly = new Set<number>()
  #nextId = 0

  /** By the pages that were handed on. */
  get handedOn(): readonly Partition[] {
    return compactPartitions([...this.#handedOn.values()])
  }

  /** By all pages that came. */
  get walked(): readonly Partition[] {
    return [...this.#walked.values()]
  }

  /** Rows in all pages that came, and those of them that count as settled. */
  get rows(): Pick<Partition, 'read' | 'settled'> {
    return sumRows(this.#walked.values())
  }

  /** Returns the id that it has from now on. */
  add(partition: Partition): number {
    const id = this.#nextId++
    this.#walked.set(id, partition)
    this.#handedOn.set(id, partition)
    return id
  }

  /** A page came. */
  walk(id: number, after: Partition): void {
    if (this.#walked.has(id)) this.#walked.set(id, after)
  }

  /** Part of the range is another partition's from now on; pages on their way still count for what is left. */
  narrow(id: number, { lower, upper }: Bounds): void {
    for (const partitions of [this.#walked, this.#handedOn]) {
      const partition = partitions.get(id)
      if (partition !== undefined) partitions.set(id, { ...partition, lower, upper })
    }
  }

  /** Others bring all that it was to bring. Returns whether it was still there. */
  remove(id: number): boolean {
    this.#handedOn.delete(id)
    return this.#walked.delete(id)
  }

  /** Others bring all that lies within a range; returns how many rows come again. */
  removeWithin(range: Bounds): number {
    let rows = 0
    for (const [id, partition] of this.#walked) {
      if (!isWithin(partition, range)) continue
      rows += partition.read
      this.remove(id)
    }
    return rows
  }

  /** Others bring all from `bound` on, where the settled range ends; returns how many rows come again. */
  removeFrom(bound: number): number {
    let rows = this.removeWithin({ lower: Number.isFinite(bound) ? bound : null, upper: null })
    for (const [id, partition] of this.#walked) {
      if (partition.upper !== null && partition.upper <= bound) continue
      rows += partition.read - partition.settled
      this.#settledOnly.add(id)
      for (const partitions of [this.#walked, this.#handedOn]) {
        const whole = partitions.get(id)
        if (whole !== undefined) partitions.set(id, { ...whole, upper: bound, read: whole.settled })
      }
    }
    return rows
  }

  /** A page is handed on. Of a partition that others have taken over, only the page counts. */
  handOn({ partition }: WalkedPage): void {
    if (partition === undefined) return
    const current = this.#handedOn.get(partition.id)
    if (current === undefined) return
    const { lower, upper } = current
    const { read, settled } = partition.after
    const rows = this.#settledOnly.has(partition.id) ? settled : read
    this.#handedOn.set(partition.id, { ...partition.after, read: rows, lower, upper })
  }
}

function isWithin(inner: Bounds, outer: Bounds): boolean {
  const { lower, upper } = outer
  if (lower !== null && (inner.lower === null || inner.lower < lower)) return false
  return upper === null || (inner.upper !== null && inner.upper <= upper)
}
