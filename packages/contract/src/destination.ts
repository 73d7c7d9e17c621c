import type { DestinationLooks } from './looking.ts'
import type { CallOptions, Json, Report, Versioned } from './runtime.ts'
import type { KeepRange } from './source.ts'
import type { Page, Strategy, TableDefinition, TableName } from './table.ts'

/** What a statement may be given. */
export type SqlValues = ReadonlyArray<null | boolean | number | string>

/**
 * One statement, with `?` for each parameter. `mustChange` is how many rows it must change; when it does not, everything
 * around it rolls back with `STATE_CONFLICT`.
 */
export type SqlStatement = { readonly text: string; readonly parameters: SqlValues; readonly mustChange?: number }

/** Runs statements that others built, where the rows are. */
export interface SqlExecutor {
  readonly dialect: 'duckdb' | 'ducklake' | 'postgres' | 'sqlite'
  /**
   * Values come back as JSON: times as ISO text, 64-bit integers as text. A database that does not exist yet has no rows
   * and is not made.
   */
  query(statement: SqlStatement, options?: CallOptions): Promise<ReadonlyArray<Record<string, Json>>>
  /** All or none, in one transaction. */
  apply(statements: readonly SqlStatement[], options?: CallOptions): Promise<void>
}

/**
 * Where the durable rows of tables end, by the canonical names of the targets: whatever a destination finds that place by again, be it
 * the length of a file or a number of rows. Where a load writes its file anew, the position that was recorded before must still hold.
 */
export type Position = { readonly [target: string]: Json }

/** What a load is to do. */
export interface LoadRequest {
  readonly tables: ReadonlyArray<{ readonly definition: TableDefinition; readonly target: TableName }>
  readonly strategy: Strategy
  /** Names one extraction, however many runs it takes. */
  readonly generation: string
  readonly keep?: KeepRange | undefined
  /**
   * To a destination without `sql`: the position that was recorded last of each target, or of its stage for a replace; none
   * where nothing was there. What lies after it is not recorded: it is dropped before anything is written.
   */
  readonly position?: Position | undefined
  /** `startedAt` is in milliseconds since the epoch. */
  readonly run: { readonly id: string; readonly startedAt: number }
  readonly report?: Report | undefined
}

/** A column (`schema.table.column`) that a load added (`from` is null) or widened. Types are the destination's own names. */
export type SchemaChange = { readonly column: string; readonly from: string | null; readonly to: string }

/**
 * What one commit did: records received, kept by the range, rows of new keys, rows that changed, and rows dropped because
 * a row of the same key was newer or identical. `rows` is what the first target table then holds (of a replace: what is staged).
 * Of the first commit of a replace that goes on, `rows - inserted` tells what its stage held before. Fewer than were recorded, or an error
 * `STAGE_LOST` of the load, and the replace begins anew.
 * `position` is required without `sql`: of the targets, or of what a replace has staged until it is published.
 */
export type Outcome = Counts & Changes & { readonly position?: Position }
type Counts = { readonly [count in 'received' | 'kept' | 'inserted' | 'updated' | 'unchanged' | 'rows']: number }

/**
 * `discarded`: what a schema contract left out, by column (`schema.table.column`): of `discard_value` values, of `discard_row`
 * rows, each counted at the first column that it did not fit.
 */
type Changes = { readonly schemaChanges: readonly SchemaChange[]; readonly discarded?: ReadonlyMap<string, number> }

/** `record` is pure: its statements run in the transaction of the rows, after the merge. Without `sql` there is none to run. */
export type CommitOptions = CallOptions & { readonly record?: (outcome: Outcome) => readonly SqlStatement[] }

/**
 * Many loads may be open; no transaction stays open between calls. Disposal drops what is not committed. It comes after the last outcome
 * was recorded, where that could be; a process that dies in between leaves a published table whose position is not recorded.
 */
export interface Load extends AsyncDisposable {
  /** Resolves when the load wants more. */
  write(page: Page, options?: CallOptions): Promise<void>
  /** Makes everything written so far durable. A replace is staged under its generation. Repeatable. */
  commit(options?: CommitOptions): Promise<Outcome>
  /** The last commit: makes the tables where none is yet, and swaps in a replace. */
  publish(options?: CommitOptions): Promise<Outcome>
}

/**
 * What a table in a destination looks like now. `isOwn`: an ingestr made it, this or an older one, since nobody else's table is
 * replaced unasked. `columns` are names, none where they are not known. `position`, without `sql`: where its rows end. `notes` tell of a
 * table that this tool did not make.
 */
export type TableState = Lists & { readonly rows: number; readonly isOwn: boolean; readonly position?: Json }
type Lists = { readonly [list in 'columns' | 'notes']: readonly string[] }

/**
 * Parts of a definition that only a destination which names them goes by: a `contract` other than `evolve`, the `naming`
 * `snake_case` (all spell unknown keys as they are unless told otherwise), and `storedAs`, at least `bigint` and `varchar`.
 */
export type Wish = 'contract' | 'naming' | 'storedAs'

/**
 * `commitsState`: there is `sql`, and a commit runs the statements of `record` in the transaction of the rows.
 * `resumesReplace`: a load goes on with what an earlier one staged under the same generation.
 * `honours`: what it goes by where a definition has it; none, if left out. A run that asks for more is refused.
 */
export type Capabilities = Abilities & { readonly strategies: readonly Strategy[]; readonly honours?: readonly Wish[] }
type Abilities = { readonly [ability in 'commitsState' | 'resumesReplace']: boolean }

/** Something that tables are written to. */
export interface Destination extends Versioned, AsyncDisposable, DestinationLooks {
  /** For people: where the rows go, without a secret. */
  readonly location: string
  readonly capabilities: Capabilities
  readonly sql?: SqlExecutor
  /** Without `sql`: the absolute path of the SQLite file that is to hold cursors and positions, next to the rows. */
  readonly stateFile?: string
  /** One text for one table (`main.contacts`), however its name is written: the target of a state key. */
  canonicalName(table: TableName): string
  /** Creates nothing. Undefined: there is no such table. */
  describe(table: TableName, options?: CallOptions): Promise<TableState | undefined>
  openLoad(request: LoadRequest, options?: CallOptions): Promise<Load>
}

/** A destination with a place for its state, its own or a file beside it: what the engine needs. */
export type StatefulDestination = Destination & { readonly sql: SqlExecutor }
