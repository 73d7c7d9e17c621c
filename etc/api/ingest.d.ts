// index.d.ts
import { CallOptions, CheckpointSummary, IngestError, Interval, ListedColumn, ListedTable, ListedTable as ListedTable$1, PublishedCopy, PublishedCopy as PublishedCopy$1, Report, Row, RunRecord, Runtime, SourceCheck, StoredName, TableDefinition, TableName, TableRows, TableRows as TableRows$1 } from "@ingestr/contract";
import { CommitPolicy, PlannedTable, RunCounts, SyncResult, TableFailure, TablePlan, TablePlan as TablePlan$1, TableResult, TableResult as TableResult$1 } from "@ingestr/sync";
type ListTablesOptions = {
  readonly sourceUri?: string | undefined;
  readonly runtime?: Runtime | undefined;
};
declare function listTables(options?: ListTablesOptions): Promise<readonly TableDefinition[]>;
interface RecordWishes {
    readonly mask?: string | readonly string[] | undefined;
    readonly maskKey?: string | undefined;
    readonly excludeColumns?: string | readonly string[] | undefined;
    readonly trimWhitespace?: boolean | undefined;
}
type ColumnTypes = string | Readonly<Record<string, string>>;
interface TableWishes {
    readonly schemaContract?: string | undefined;
    readonly schemaNaming?: string | undefined;
    readonly columns?: ColumnTypes | undefined;
    readonly incrementalStrategy?: string | undefined;
    readonly primaryKey?: string | readonly string[] | undefined;
    readonly incrementalKey?: string | undefined;
}
type CheckWishesOptions = TableWishes & RecordWishes & ListTablesOptions & {
  readonly sourceTables: readonly string[];
  readonly destTable?: string | undefined;
};
declare function checkWishes(options: CheckWishesOptions): Promise<void>;
type SourceSettings = {
  readonly [name: string]: string | undefined;
};
interface CheckOptions extends CallOptions {
  readonly sourceUri: string;
    readonly sourceTables?: string | readonly string[] | undefined;
    readonly destUri?: string | undefined;
  readonly sourceSettings?: SourceSettings | undefined;
  readonly destSettings?: SourceSettings | undefined;
  readonly runtime?: Runtime | undefined;
}
interface Check extends SourceCheck {
  readonly destination: {
    readonly location: string;
    readonly error?: IngestError | undefined;
  } | undefined;
}
declare function check(options: CheckOptions): Promise<Check>;
interface PublishOptions extends CallOptions {
  readonly destUri: string;
    readonly path: string;
    readonly destSettings?: SourceSettings | undefined;
  readonly runtime?: Runtime | undefined;
}
declare function publish(options: PublishOptions): Promise<PublishedCopy$1>;
interface ListStoredOptions extends CallOptions {
  readonly destUri: string;
  readonly destSettings?: SourceSettings | undefined;
  readonly runtime?: Runtime | undefined;
}
interface ReadTableOptions extends ListStoredOptions {
    readonly table: string | TableName;
    readonly limit: number;
}
declare function listStored(options: ListStoredOptions): Promise<readonly ListedTable$1[]>;
declare function readTable(options: ReadTableOptions): Promise<TableRows$1>;
interface IngestOptions extends TableWishes, RecordWishes {
    readonly sourceUri: string;
    readonly destUri: string;
    readonly sourceTables: string | readonly string[];
    readonly destTable?: string | undefined;
    readonly interval?: Interval | undefined;
    readonly fullRefresh?: boolean | undefined;
    readonly strict?: boolean | undefined;
    readonly sourceSettings?: SourceSettings | undefined;
    readonly destSettings?: SourceSettings | undefined;
    readonly commitPolicy?: CommitPolicy | undefined;
    readonly runtime?: Runtime | undefined;
    readonly stop?: AbortSignal | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly report?: Report | undefined;
}
interface IngestResult {
  readonly runId: string;
    readonly location: string;
    readonly status: TableResult$1["status"];
    readonly tables: readonly [TableResult$1, ...TableResult$1[]];
}
type IngestPlan = {
  readonly location: string;
  readonly tables: readonly TablePlan$1[];
};
declare function plan(options: IngestOptions): Promise<IngestPlan>;
interface ResetOptions extends CallOptions {
  readonly destUri: string;
    readonly table: string;
    readonly confirm?: ((known: ForgottenState) => Promise<boolean>) | undefined;
  readonly destSettings?: SourceSettings | undefined;
  readonly runtime?: Runtime | undefined;
}
type ForgottenState = {
  readonly location: string;
  readonly target: string;
  readonly source: string;
  readonly table: string;
  readonly rows: number;
};
declare function reset(options: ResetOptions): Promise<ForgottenState | undefined>;
interface StatusOptions extends CallOptions {
  readonly destUri: string;
  readonly destSettings?: SourceSettings | undefined;
  readonly runtime?: Runtime | undefined;
}
interface TableStatus {
    readonly target: string;
    readonly source: string;
  readonly table: string;
    readonly rows: number | null;
    readonly checkpoint: CheckpointSummary | undefined;
    readonly isUnfinished: boolean;
    readonly lastRun: RunRecord | undefined;
  readonly lastSuccess: RunRecord | undefined;
}
type Status = {
  readonly location: string;
  readonly tables: readonly TableStatus[];
};
declare function readStatus(options: StatusOptions): Promise<Status>;
interface VerifyOptions extends CallOptions, RecordWishes {
  readonly sourceUri: string;
  readonly destUri: string;
  readonly sourceTables: string | readonly string[];
  readonly destTable?: string | undefined;
    readonly sample?: number | undefined;
  readonly sourceSettings?: SourceSettings | undefined;
  readonly destSettings?: SourceSettings | undefined;
  readonly runtime?: Runtime | undefined;
}
interface VerifiedTable {
  readonly table: string;
  readonly target: string;
    readonly rows: number | null;
    readonly counted: number | null;
  readonly sampled: number;
    readonly missing: readonly string[];
    readonly stale: readonly string[];
    readonly notYetDue: number;
    readonly isGood: boolean;
}
declare function verify(options: VerifyOptions): Promise<{
  readonly location: string;
  readonly tables: readonly VerifiedTable[];
}>;
declare function ingest(options: IngestOptions): Promise<IngestResult>;
interface PreviewOptions extends CallOptions, RecordWishes {
  readonly sourceUri: string;
  readonly table: string;
    readonly rows?: number | undefined;
    readonly sourceSettings?: SourceSettings | undefined;
  readonly runtime?: Runtime | undefined;
}
type Preview = {
  readonly definition: TableDefinition;
  readonly rows: readonly Row[];
};
declare function preview(options: PreviewOptions): Promise<Preview>;
declare function createSystemRuntime(): Runtime;
export { type Check, type CheckOptions, type CheckWishesOptions, type ColumnTypes, type ForgottenState, type IngestOptions, type IngestPlan, type IngestResult, type ListStoredOptions, type ListTablesOptions, type ListedColumn, type ListedTable, type PlannedTable, type Preview, type PreviewOptions, type PublishOptions, type PublishedCopy, type ReadTableOptions, type RecordWishes, type ResetOptions, type RunCounts, type SourceSettings, type Status, type StatusOptions, type StoredName, type SyncResult, type TableFailure, type TablePlan, type TableResult, type TableRows, type TableStatus, type TableWishes, type VerifiedTable, type VerifyOptions, check, checkWishes, createSystemRuntime, ingest, listStored, listTables, plan, preview, publish, readStatus, readTable, reset, verify };
