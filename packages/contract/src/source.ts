import type { CallOptions, Json, Report } from './runtime.ts'
import type { Page, TableDefinition } from './table.ts'

/** How far a whole table is read, its partitions inside. Only the source that made it looks inside. */
export type Checkpoint = { readonly [key: string]: Json }

/**
 * What one step of a read brought. `page` is left out when only the checkpoint moves. `checkpoint` is true once this page,
 * and all before it, are durable. `isLast`: this completes the plan; a stream that ends without it was stopped.
 */
export type Batch = { readonly page?: Page; readonly checkpoint: Checkpoint; readonly isLast: boolean }

/** `[start, end)` in milliseconds since the epoch. */
export type Interval = { readonly start?: number | undefined; readonly end?: number | undefined }

/**
 * What to read of one table: `after` is the checkpoint of an earlier run to go on from, left out to read everything; an
 * `interval` reads exactly the versions in it, whatever was read before.
 */
export type ReadRequest = { readonly table: string; readonly after?: Checkpoint; readonly interval?: Interval }

/** A constant range on one timestamp column: `[from, to)` in milliseconds since the epoch; null is kept. */
export type KeepRange = {
  readonly column: string
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** What a read will do. */
export interface Plan {
  readonly request: ReadRequest
  /** Tables filled by the same pages; the first is the one asked for. */
  readonly tables: readonly [TableDefinition, ...TableDefinition[]]
  /** Rows outside are dropped by the destination: a coarse search brought them along. */
  readonly keep?: KeepRange | undefined
  /** Whether this goes on with a plan that an earlier run left unfinished; another pass is due after it. */
  readonly isResumed: boolean
  /** One line for people: `first load`, `changes since 2026-11-23T08:45:00Z`. */
  readonly summary: string
  /** What the user should know before it starts, one sentence each. */
  readonly notes: readonly string[]
  /** Only its source looks inside. */
  readonly detail: Json
}

/** What waits for a source may be told of its requests meanwhile. */
export type ReportOptions = CallOptions & { readonly report?: Report | undefined }

/** `stop` ends the stream after the pages already received; `signal` rejects. */
export type ReadOptions = ReportOptions & { readonly stop?: AbortSignal | undefined }

/** Something that tables are read from. */
export interface Source extends AsyncDisposable {
  readonly specificationVersion: 'v1'
  /** Whose data this is, without a secret: `intercom:us:<workspace>`. Part of the key of the state. */
  identify(options?: ReportOptions): Promise<string>
  listTables(options?: CallOptions): Promise<readonly TableDefinition[]>
  plan(request: ReadRequest, options?: ReportOptions): Promise<Plan>
  read(plan: Plan, options?: ReadOptions): AsyncIterable<Batch>
}
