import type { JsonValue } from './json.ts'

/** One request, as it came in. */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly query: { readonly [parameter: string]: string }
  /** The parsed body; undefined where there was none, or none that is JSON. */
  readonly body: JsonValue | undefined
  /** The header `Intercom-Version`. */
  readonly version: string | undefined
  /** When it came in, by the fake's clock, in milliseconds since the epoch. */
  readonly at: number
  /** What it was answered with; 0 as long as there is no answer, and for a connection that was reset instead. */
  readonly status: number
}

/** The log's own entry, whose status comes later. */
export type OpenRequest = { -readonly [key in keyof LoggedRequest]: LoggedRequest[key] }
