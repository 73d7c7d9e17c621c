/** JSON text in UTF-8: the bytes of `slab` from `start` up to `end`, with a comma at `end`. */
export interface Piece {
  readonly slab: Buffer
  readonly start: number
  readonly end: number
}

/** What keeps a piece, and loses it when the shelf needs the room. */
export interface Owner {
  piece: Piece | undefined
}

export interface Shelf {
  /** Puts text behind what was put last, and tells its owner where. */
  put(owner: Owner, text: string): Piece
}

interface Slab {
  readonly buffer: Buffer
  readonly owners: Owner[]
  used: number
}

const usualSlabBytes = 4 * 1024 * 1024

/**
 * Keeps JSON in slabs, so that what was put one after the other can be sent as one piece. Beyond `limitBytes` the oldest slab
 * is forgotten.
 */
export function createShelf(limitBytes: number, slabBytes: number = usualSlabBytes): Shelf {
  const slabs: Slab[] = []
  let total = 0

  function slabFor(length: number): Slab {
    const last = slabs.at(-1)
    if (last !== undefined && last.buffer.length - last.used >= length) {
      return last
    }
    const slab: Slab = { buffer: Buffer.allocUnsafeSlow(Math.max(slabBytes, length)), owners: [], used: 0 }
    slabs.push(slab)
    total += slab.buffer.length
    return slab
  }

  function makeRoom(): void {
    while (total > limitBytes && slabs.length > 1) {
      const oldest = slabs.shift()
      for (const owner of oldest?.owners ?? []) {
        owner.piece = undefined
      }
      total -= oldest?.buffer.length ?? 0
    }
  }

  return {
    put(owner, text) {
      // No UTF-16 unit takes more than three bytes.
      const slab = slabFor(text.length * 3 + 1)
      makeRoom()
      const start = slab.used
      const end = start + slab.buffer.write(text, start)
      slab.buffer.write(',', end)
      slab.used = end + 1
      const piece = { slab: slab.buffer, start, end }
      owner.piece = piece
      slab.owners.push(owner)
      return piece
    },
  }
}

/** A piece that is kept nowhere. */
export function pieceOf(text: string): Piece {
  const slab = Buffer.from(`${text},`)
  return { slab, start: 0, end: slab.length - 1 }
}

export function textOf({ slab, start, end }: Piece): string {
  return slab.toString('utf8', start, end)
}

/** The bytes of pieces with commas between them; neighbours on the shelf in one, and nothing is copied. */
export function join(pieces: readonly Piece[]): Uint8Array[] {
  const joined: Uint8Array[] = []
  let [open] = pieces
  for (const piece of pieces.slice(1)) {
    if (open?.slab === piece.slab && open.end + 1 === piece.start) {
      open = { slab: open.slab, start: open.start, end: piece.end }
    } else if (open !== undefined) {
      joined.push(open.slab.subarray(open.start, open.end + 1))
      open = piece
    }
  }
  return open === undefined ? joined : [...joined, open.slab.subarray(open.start, open.end)]
}
