import { createHmac } from 'node:crypto'

import type { MaskSecret } from './mask.ts'

const bytesPerBlock = 32

/** Numbers in [0, 1) that one value always draws in the same order, and that nobody else can foresee. */
export class Draw {
  readonly #secret: MaskSecret
  readonly #value: string
  #block: Uint8Array = new Uint8Array()
  #blocks = 0
  #offset = bytesPerBlock

  constructor(secret: MaskSecret, value: string) {
    this.#secret = secret
    this.#value = value
  }

  next(): number {
    if (this.#offset + 4 > bytesPerBlock) this.#refill()
    const number = new DataView(this.#block.buffer, this.#block.byteOffset).getUint32(this.#offset)
    this.#offset += 4
    return number / 2 ** 32
  }

  /** A whole number in [from, below). */
  integer(from: number, below: number): number {
    return from + Math.floor(this.next() * (below - from))
  }

  #refill(): void {
    this.#block = createHmac('sha256', this.#secret).update(`${this.#blocks}\0${this.#value}`).digest()
    this.#blocks += 1
    this.#offset = 0
  }
}
