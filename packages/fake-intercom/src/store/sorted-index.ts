const blockLimit = 512

/** Entries in order, of which any may be added, removed, or found by its rank, without touching most of the others. */
export interface SortedIndex<Entry extends object> {
  readonly size: number
  add(entry: Entry): void
  /** Does nothing where no equal entry is. */
  remove(entry: Entry): void
  /** How many entries lie before a border: `isBefore` must hold for all entries up to some point, and for none after. */
  rank(isBefore: (entry: Entry) => boolean): number
  /** Entries of the ranks from `start` up to `end` (exclusive), in order or in reverse. */
  range(start: number, end: number, direction?: 'ascending' | 'descending'): Entry[]
}

/** Of entries that are in order already. Blocks of a few hundred entries: a change moves one block, a rank adds up the sizes of the blocks before it. */
export function createSortedIndex<Entry extends object>(
  compare: (left: Entry, right: Entry) => number,
  sorted: readonly Entry[],
): SortedIndex<Entry> {
  const blocks: Entry[][] = []
  for (let start = 0; start < sorted.length; start += blockLimit / 2) {
    blocks.push(sorted.slice(start, start + blockLimit / 2))
  }
  let size = sorted.length

  /** The first block whose last entry is not before the border. */
  function blockAt(isBefore: (entry: Entry) => boolean): number {
    return partitionPoint(blocks, (block) => {
      const last = block.at(-1)
      return last !== undefined && isBefore(last)
    })
  }

  return {
    get size() {
      return size
    },
    add(entry) {
      const isBefore = (other: Entry): boolean => compare(other, entry) < 0
      const position = Math.min(blockAt(isBefore), Math.max(blocks.length - 1, 0))
      const block = blocks[position] ?? (blocks[position] = [])
      block.splice(partitionPoint(block, isBefore), 0, entry)
      size += 1
      if (block.length > blockLimit) {
        blocks.splice(position + 1, 0, block.splice(blockLimit / 2))
      }
    },
    remove(entry) {
      const isBefore = (other: Entry): boolean => compare(other, entry) < 0
      const position = blockAt(isBefore)
      const block = blocks[position]
      const place = block === undefined ? 0 : partitionPoint(block, isBefore)
      const found = block?.[place]
      if (block === undefined || found === undefined || compare(found, entry) !== 0) {
        return
      }
      block.splice(place, 1)
      size -= 1
      if (block.length === 0) {
        blocks.splice(position, 1)
      }
    },
    rank(isBefore) {
      const position = blockAt(isBefore)
      let rank = 0
      for (let earlier = 0; earlier < position; earlier += 1) {
        rank += blocks[earlier]?.length ?? 0
      }
      const block = blocks[position]
      return block === undefined ? rank : rank + partitionPoint(block, isBefore)
    },
    range: (start, end, direction = 'ascending') =>
      direction === 'ascending' ? forwards(blocks, start, end) : backwards(blocks, size - end, size - start),
  }
}

function forwards<Entry extends object>(blocks: readonly Entry[][], start: number, end: number): Entry[] {
  const found: Entry[] = []
  let rank = 0
  for (const block of blocks) {
    const from = Math.max(start - rank, 0)
    const to = Math.min(end - rank, block.length)
    if (from < to) {
      found.push(...block.slice(from, to))
    }
    rank += block.length
    if (rank >= end) {
      break
    }
  }
  return found
}

/** The same, counted from the end. */
function backwards<Entry extends object>(blocks: readonly Entry[][], start: number, end: number): Entry[] {
  const found: Entry[] = []
  let rank = 0
  for (let position = blocks.length - 1; position >= 0 && rank < end; position -= 1) {
    const block = blocks[position] ?? []
    const to = Math.min(end - rank, block.length)
    const from = Math.max(start - rank, 0)
    if (from < to) {
      found.push(...block.slice(block.length - to, block.length - from).toReversed())
    }
    rank += block.length
  }
  return found
}

/** How many of the first items lie before the border, found by halving. */
function partitionPoint<Item>(items: readonly Item[], isBefore: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && isBefore(item)) {
      low = middle + 1
    } else {
      high = middle
    }
  }
  return low
}
