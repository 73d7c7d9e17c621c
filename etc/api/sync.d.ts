// index.d.ts
import { Clock, Estimate, IngestError, Interval, Report, SchemaChange, Source, StateKey, StateStore, StatefulDestination, Strategy, TableName } from "@ingestr/contract";
interface CommitPolicy {
  readonly maxBytes: number;
  readonly maxIntervalMs: number;
}
declare const defaultCommitPolicy: CommitPolicy;
interface RunOptions {
  readonly source: Source;
  readonly destination: StatefulDestination;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly random: () => number;
    readonly interval?: Interval | undefined;
    readonly isFullRefresh?: boolean | undefined;
    readonly isStrict?: boolean | undefined;
  readonly commitPolicy?: CommitPolicy | undefined;
    readonly stop?: AbortSignal | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly report?: Report | undefined;
}
interface TableChoice {
  readonly table: string;
  readonly target: TableName;
}
interface SyncOptions extends RunOptions, TableChoice {}
interface SyncTablesOptions extends RunOptions {
  readonly tables: readonly TableChoice[];
}
type TablePlan = StateKey & (PlannedTable | {
  readonly error: IngestError;
});
interface PlannedTable {
  readonly error: undefined;
    readonly strategy: Strategy;
    readonly summary: string;
  readonly notes: readonly string[];
    readonly rows: number | null;
    readonly newColumns: readonly string[];
    readonly estimate: Estimate | undefined;
}
declare function planTables(options: SyncTablesOptions): Promise<readonly TablePlan[]>;
interface RunCounts {
  readonly requests: number;
  readonly retries: number;
  readonly received: number;
  readonly kept: number;
  readonly inserted: number;
  readonly updated: number;
    readonly merged: number;
  readonly unchanged: number;
    readonly discarded: number;
    readonly rows: number;
    readonly apiCount: number | null;
  readonly apiCountBefore: number | null;
  readonly apiCountAfter: number | null;
    readonly planned: number | null;
    readonly read: number | null;
    readonly duplicates: number | null;
    readonly truncatedLists: number | null;
    readonly missing: number | null;
    readonly provenFrom?: number | null;
  readonly provenBefore?: number | null;
    readonly unproven?: number | null;
    readonly unaccounted?: number | null;
    readonly shortPages?: number | null;
}
interface TableSummary {
  readonly runId: string;
    readonly source: string;
  readonly table: string;
    readonly target: string;
  readonly counts: RunCounts;
  readonly schemaChanges: readonly SchemaChange[];
  readonly notes: readonly string[];
    readonly warnings: readonly string[];
  readonly durationMs: number;
}
interface SyncResult extends TableSummary {
  readonly status: "succeeded" | "stopped";
    readonly remaining: number | null;
    readonly staged?: number | undefined;
}
interface TableFailure extends TableSummary {
  readonly status: "failed";
  readonly error: unknown;
}
type TableResult = SyncResult | TableFailure;
declare function syncTable(options: SyncOptions): Promise<SyncResult>;
declare function syncTables(options: SyncTablesOptions): Promise<readonly TableResult[]>;
export { type CommitPolicy, type PlannedTable, type RunCounts, type RunOptions, type SyncOptions, type SyncResult, type SyncTablesOptions, type TableChoice, type TableFailure, type TablePlan, type TableResult, type TableSummary, defaultCommitPolicy, planTables, syncTable, syncTables };
