import type { SourceLooks } from './looking.ts'
import type { CallOptions, Json, Report, Versioned } from './runtime.ts'
import type { Page, TableDefinition } from './table.ts'

/** How far a whole table is read, its partitions inside. Only the source that made it looks inside. */
export type Checkpoint = { readonly [key: string]: Json }

/**
 * What a source counted, for the proof that a plan is complete; null where it cannot tell. Records that the API had
 * `before` and `after`, that the plan was to bring (`planned`), that came (`read`, each once) and that came again
 * (`repeated`); lists inside records that the API cuts short (`truncated`). `missing`: counted afterwards where nothing
 * can have come since, and not read, though looked for twice. It holds for `[provenFrom, provenBefore)`, in milliseconds
 * since the epoch, null is open; `unproven` records came that are not in there. `unaccounted`: counted before and after,
 * and not read, where records come and go meanwhile, so that it proves nothing. `shortPages` came with fewer records than
 * asked for.
 */
export type Audit = { readonly [key in AuditCount]: number | null } & { readonly [key in LaterCount]?: number | null }
type AuditCount = 'before' | 'after' | 'planned' | 'read' | 'repeated' | 'truncated' | 'missing'
type LaterCount = 'provenFrom' | 'provenBefore' | 'unproven' | 'unaccounted' | 'shortPages'

/**
 * What one step of a read brought. `page` is left out when only the checkpoint moves. `checkpoint` is true once this page,
 * and all before it, are durable. `isLast`: this completes the plan; a stream that ends without it was stopped. `audit` is
 * of the whole plan so far; the last batch has it. `isLull`: what follows takes a while, so that what came may as well be
 * made durable meanwhile.
 */
export type Batch = Step & { readonly page?: Page; readonly audit?: Audit; readonly isLull?: boolean }
type Step = { readonly checkpoint: Checkpoint; readonly isLast: boolean }

/** `[start, end)` in milliseconds since the epoch. */
export type Interval = { readonly start?: number | undefined; readonly end?: number | undefined }

/**
 * What to read of one table: `after` is the checkpoint of an earlier run to go on from, left out to read everything; an
 * `interval` reads exactly the versions in it, whatever was read before.
 */
export type ReadRequest = { readonly table: string; readonly after?: Checkpoint; readonly interval?: Interval }

/** A constant range on one timestamp column: `[from, to)` in milliseconds since the epoch; null is kept. */
export type KeepRange = { readonly column: string } & { readonly [bound in 'from' | 'to']?: number | undefined }

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
export interface Source extends Versioned, AsyncDisposable, SourceLooks {
  /** Whose data this is, without a secret: `intercom:us:<workspace>`. Part of the key of the state. */
  identify(options?: ReportOptions): Promise<string>
  listTables(options?: CallOptions): Promise<readonly TableDefinition[]>
  /**
   * Told before `plan` that a table will most likely be read from its beginning: the source may ask for its first page meanwhile. What
   * fails of it fails again when the table is read. May be left out.
   */
  readonly anticipate?: ((table: string, options?: ReportOptions) => void) | undefined
  plan(request: ReadRequest, options?: ReportOptions): Promise<Plan>
  read(plan: Plan, options?: ReadOptions): AsyncIterable<Batch>
}
