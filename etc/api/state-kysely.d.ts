// index.d.ts
import { CallOptions, RunRecord, SqlExecutor, SqlStatement, StateEntry, StateKey, StateStore, Strategy } from "@ingestr/contract";
declare function numberParameters(text: string): string;
declare function createStateStore(): StateStore;
declare const countColumns: {
  readonly requests: "requests";
  readonly retries: "retries";
  readonly received: "received";
  readonly kept: "kept";
  readonly inserted: "inserted";
  readonly updated: "updated";
  readonly merged: "merged";
  readonly unchanged: "unchanged";
  readonly rows: "rows";
  readonly apiCount: "api_count";
  readonly apiCountBefore: "api_count_before";
  readonly apiCountAfter: "api_count_after";
  readonly planned: "planned";
  readonly read: "read";
  readonly duplicates: "duplicates";
  readonly truncatedLists: "truncated_lists";
  readonly missing: "missing";
  readonly discarded: "discarded";
};
type CountColumn = (typeof countColumns)[keyof typeof countColumns];
interface CheckpointsTable {
  readonly source: StateKey["source"];
  readonly source_table: StateKey["table"];
  readonly target_table: StateKey["target"];
  readonly checkpoint: string;
  readonly generation: string;
  readonly strategy: Strategy;
  readonly is_published: boolean;
    readonly rows: number;
  readonly revision: number;
}
interface RunTablesTable extends CountColumns {
  readonly run_id: RunRecord["id"];
  readonly source: StateKey["source"];
  readonly source_table: StateKey["table"];
  readonly target_table: StateKey["target"];
  readonly status: RunRecord["status"];
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly error: string | null;
  readonly other_counts: string;
}
type CountColumns = { readonly [Column in CountColumn]: number | null };
interface RunsView {
  readonly run_id: RunRecord["id"];
  readonly source: StateKey["source"];
  readonly tables: number;
  readonly status: RunRecord["status"];
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly error: string | null;
}
interface SchemaChangesTable {
  readonly run_id: RunRecord["id"];
  readonly target_table: StateKey["target"];
  readonly column_name: string;
  readonly from_type: string | null;
  readonly to_type: string;
  readonly changed_at: string;
}
interface VersionsTable {
  readonly version: number;
    readonly first_writes: number | null;
}
interface StateTables {
  readonly checkpoints: CheckpointsTable;
  readonly runs: RunsView;
  readonly run_tables: RunTablesTable;
  readonly schema_changes: SchemaChangesTable;
  readonly versions: VersionsTable;
}
type DialectName = SqlExecutor["dialect"];
interface StoredState {
    readonly entries: readonly StateEntry[];
    readonly runs: readonly RunRecord[];
}
declare function readState(executor: SqlExecutor, options?: CallOptions): Promise<StoredState>;
declare function forgetEntry(dialect: DialectName, entry: StateEntry): SqlStatement;
export { type CheckpointsTable, type RunTablesTable, type RunsView, type SchemaChangesTable, type StateTables, type StoredState, type VersionsTable, createStateStore, forgetEntry, numberParameters, readState };
