import type { FakeOptions } from '../options.ts'
import type { JsonValue } from '../json.ts'
import type { Fault, PageFault } from '../faults/fault.ts'
import type { Store } from '../store/store.ts'

/** What a route is given. */
export interface RouteContext {
  readonly store: Store
  readonly options: FakeOptions
  /** Where the server listens, for the URLs in its answers. */
  readonly url: string
  /** The part of the path that the route calls `:id`. */
  readonly id: string
  readonly query: URLSearchParams
  readonly body: JsonValue | undefined
  /** 2.16 is 216, so that versions can be compared. */
  readonly version: number
  /** The fault that is due, for a page to lose records by. */
  readonly fault: Fault | undefined
  /** A fault that only paging can commit. */
  readonly pageFault: PageFault | undefined
  /** Whether a parameter is `true` in the query. */
  readonly isRequested: (parameter: string) => boolean
}
