import type { IntercomPage } from '@ingestr/intercom-client'

import type { Partition } from '../checkpoint.ts'
import { HandOver } from '../hand-over.ts'
import type { ReadAheadShare } from '../read-ahead.ts'

/**
 * What a walk brought: a page, or only how far its partition is once all pages before it are durable, or both. `isLull`: all walks
 * are through, and it takes requests to tell whether they brought everything.
 */
export interface WalkedPage {
  readonly page?: IntercomPage
  readonly partition?: { readonly id: number; readonly after: Partition }
  readonly isLull?: boolean
}

/** Pages of all walks in the order in which they came, until `close` or `fail`; what came before a failure comes first. */
export class PageQueue {
  readonly #share: ReadAheadShare
  readonly #handOver = new HandOver<WalkedPage>()

  constructor(share: ReadAheadShare) {
    this.#share = share
  }

  push(walked: WalkedPage): void {
    this.#share.add(sizeOf(walked))
    this.#handOver.push(walked)
  }

  close(): void {
    this.#handOver.close()
  }

  fail(error: unknown): void {
    this.#handOver.fail(error)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WalkedPage, void, undefined> {
    for await (const walked of this.#handOver) {
      this.#share.remove(sizeOf(walked))
      yield walked
    }
  }

  /** What nobody will take any more makes room for others. */
  discard(): void {
    for (const walked of this.#handOver.discard()) this.#share.remove(sizeOf(walked))
  }
}

function sizeOf({ page }: WalkedPage): number {
  return page?.bytes.byteLength ?? 0
}
