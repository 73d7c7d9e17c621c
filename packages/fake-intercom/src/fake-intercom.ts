import type { FakeClock } from './clock.ts'
import type { FaultOrder } from './faults/fault-plan.ts'
import type { JsonObject } from './json.ts'
import type { CountedTable } from './options.ts'
import type { LoggedRequest } from './request-log.ts'
import type { FakeStore } from './store/store.ts'

/** `include` names the query parameters that add fields, such as `include_count`. */
export interface TruthOptions {
  readonly include?: readonly string[]
}

/** A running fake. Disposing it closes the port and every connection; a second time does nothing. */
export interface FakeIntercom extends FakeClock, AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly token: string
  /** `intercom://?access_token=…&base_url=…`, and `&region=…` where one is given. */
  connectionUri(region?: string): string
  /** Moves the fake's time on: scrolls expire, rate-limit windows pass, the search index catches up. */
  advance(milliseconds: number): void
  /** Every request since the start or the last `resetRequests`, oldest first. */
  readonly requests: readonly LoggedRequest[]
  resetRequests(): void
  readonly store: FakeStore
  /** The records that lists show now, exactly: digits beyond 2^53 are `RawNumber`s, which `JSON.stringify` writes as they are. */
  truth(table: CountedTable, options?: TruthOptions): JsonObject[]
  /** The same, each as the JSON text that a list delivers. */
  truthJson(table: CountedTable, options?: TruthOptions): string[]
  /** Called, and awaited, before each answer; what it does to the store, the answer shows. Returns how to stop it. */
  onRequest(listener: (request: LoggedRequest) => unknown): () => void
  failNext(order: FaultOrder): void
  /** Forgets the faults that are still due. */
  clearFaults(): void
}
