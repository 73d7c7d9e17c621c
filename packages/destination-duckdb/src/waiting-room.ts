import type { CallOptions } from '@ingestr/contract'

import { unlessAborted } from './unless-aborted.ts'

/** Where pages are on their way to a commit, over all open loads of a database; in bytes of pages. */
export interface WaitingRoom {
  /** Whether more may be read into memory. What is not waits in files for the commit that makes room. */
  readonly hasMemory: boolean
  /** Resolves when there is room in files for another page, or nothing is going on that could make some. */
  room(options?: CallOptions): Promise<void>
  /** Pages came, and are in files. */
  arrived(bytes: number): void
  /** They begin to be read: from now on they take memory as well, until `committed`. */
  reading(bytes: number): void
  /** Their files are gone. */
  left(bytes: number): void
  committed(bytes: number): void
  /** Runs what will make room. */
  during<Result>(work: () => Promise<Result>): Promise<Result>
}

export type RoomSizes = { readonly inFiles: number; readonly inMemory: number }

export function createWaitingRoom(sizes: RoomSizes): WaitingRoom {
  return new CountedRoom(sizes)
}

class CountedRoom implements WaitingRoom {
  readonly #sizes: RoomSizes
  #inFiles = 0
  #inMemory = 0
  #underWay = 0
  #change = Promise.withResolvers<void>()

  constructor(sizes: RoomSizes) {
    this.#sizes = sizes
  }

  get hasMemory(): boolean {
    return this.#inMemory < this.#sizes.inMemory
  }

  async room({ signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted()
    while (this.#inFiles >= this.#sizes.inFiles && this.#underWay > 0) await unlessAborted(this.#change.promise, signal)
  }

  arrived(bytes: number): void {
    this.#inFiles += bytes
  }

  reading(bytes: number): void {
    this.#inMemory += bytes
  }

  left(bytes: number): void {
    this.#inFiles -= bytes
    this.#wake()
  }

  committed(bytes: number): void {
    this.#inMemory -= bytes
    this.#wake()
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1
    try {
      return await work()
    } finally {
      this.#underWay -= 1
      this.#wake()
    }
  }

  #wake(): void {
    this.#change.resolve()
    this.#change = Promise.withResolvers()
  }
}
