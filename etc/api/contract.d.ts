// index.d.ts
type Json = null | boolean | number | string | readonly Json[] | {
  readonly [key: string]: Json;
};
type CallOptions = {
  readonly signal?: AbortSignal | undefined;
};
type Clock = {
  now(): number;
  sleep(delayMs: number, options?: CallOptions): Promise<void>;
};
type Runtime = Directories & {
  readonly clock: Clock;
  readonly random: () => number;
  readonly report?: Report;
};
type Directories = { readonly [directory in "workingDirectory" | "temporaryDirectory"]: string };
type Report = (event: {
  readonly type: string;
  readonly [key: string]: Json;
}) => void;
type Versioned = {
  readonly specificationVersion: "v1";
};
type ColumnType = "boolean" | "integer" | "double" | "text" | "timestamp" | "json";
type Described = {
  readonly name: string;
  readonly description?: string;
};
interface Column extends Described {
  readonly type: ColumnType;
    readonly path: readonly string[];
    readonly encoding?: "unix-seconds" | "iso-8601";
    readonly storedAs?: string;
}
type Strategy = "append" | "merge" | "replace";
interface TableDefinition extends Described {
    readonly records: readonly string[];
    readonly columns: readonly Column[];
    readonly primaryKey: readonly string[];
    readonly versionColumn?: string;
    readonly strategy: Strategy;
    readonly endpoint?: string;
    readonly maskPresets?: {
    readonly [preset: string]: readonly string[];
  };
    readonly isOpen: boolean;
    readonly contract?: "evolve" | "freeze" | "discard_row" | "discard_value";
    readonly naming?: "auto" | "direct" | "snake_case";
}
type TableName = {
  readonly schema?: string | undefined;
  readonly name: string;
};
type JsonText = {
  readonly json: string;
};
type Value = null | boolean | bigint | number | string | Date | JsonText;
type Row = Readonly<Record<string, Value>>;
type Page = {
  readonly bytes: Uint8Array;
  rows(table: TableDefinition): Iterable<Row>;
};
type Checkpoint = {
  readonly [key: string]: Json;
};
type Audit = { readonly [key in AuditCount]: number | null } & { readonly [key in LaterCount]?: number | null };
type AuditCount = "before" | "after" | "planned" | "read" | "repeated" | "truncated" | "missing";
type LaterCount = "provenFrom" | "provenBefore" | "unproven" | "unaccounted" | "shortPages";
type Batch = Step & {
  readonly page?: Page;
  readonly audit?: Audit;
  readonly isLull?: boolean;
};
type Step = {
  readonly checkpoint: Checkpoint;
  readonly isLast: boolean;
};
type Interval = {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
};
type ReadRequest = {
  readonly table: string;
  readonly after?: Checkpoint;
  readonly interval?: Interval;
};
type KeepRange = {
  readonly column: string;
} & { readonly [bound in "from" | "to"]?: number | undefined };
interface Plan {
  readonly request: ReadRequest;
    readonly tables: readonly [TableDefinition, ...TableDefinition[]];
    readonly keep?: KeepRange | undefined;
    readonly isResumed: boolean;
    readonly summary: string;
    readonly notes: readonly string[];
    readonly detail: Json;
}
type ReportOptions = CallOptions & {
  readonly report?: Report | undefined;
};
type ReadOptions = ReportOptions & {
  readonly stop?: AbortSignal | undefined;
};
interface Source extends Versioned, AsyncDisposable, SourceLooks {
    identify(options?: ReportOptions): Promise<string>;
  listTables(options?: CallOptions): Promise<readonly TableDefinition[]>;
    readonly anticipate?: ((table: string, options?: ReportOptions) => void) | undefined;
  plan(request: ReadRequest, options?: ReportOptions): Promise<Plan>;
  read(plan: Plan, options?: ReadOptions): AsyncIterable<Batch>;
}
interface SourceLooks {
    readonly check?: ((tables: readonly string[], options?: ReportOptions) => Promise<SourceCheck>) | undefined;
  readonly estimate?: ((plan: Plan, options?: ReportOptions) => Promise<Estimate>) | undefined;
  readonly sample?: ((request: SampleRequest, options?: ReportOptions) => Promise<Sample>) | undefined;
}
interface DestinationLooks {
    readonly checkWritable?: ((options?: CallOptions) => Promise<void>) | undefined;
    readonly readVersions?: ((request: VersionsRequest, options?: CallOptions) => Promise<ReadonlyMap<string, number | null>>) | undefined;
    readonly listStored?: ((options?: CallOptions) => Promise<readonly ListedTable[]>) | undefined;
    readonly readRows?: ((request: RowsRequest, options?: CallOptions) => Promise<TableRows | undefined>) | undefined;
    readonly publishCopy?: ((request: PublishRequest, options?: CallOptions) => Promise<PublishedCopy>) | undefined;
}
interface ConnectorLooks {
    readonly describeCheckpoint?: ((checkpoint: Checkpoint) => CheckpointSummary | undefined) | undefined;
}
interface CheckpointSummary {
  readonly readUpTo: number | null;
  readonly isUnfinished: boolean;
}
interface Estimate {
  readonly rows: number | null;
  readonly requests: number | null;
  readonly partitions: number | null;
  readonly durationMs: number | null;
  readonly isAtMost: boolean;
}
interface SourceCheck {
  readonly facts: ReadonlyArray<{
    readonly name: string;
    readonly value: string;
  }>;
  readonly tables: ReadonlyArray<{
    readonly table: string;
    readonly error?: Error | undefined;
  }>;
}
interface SampleRequest {
  readonly table: string;
  readonly rows: number;
    readonly random: () => number;
    readonly createdBefore?: number | undefined;
}
interface Sample {
  readonly count: number | null;
  readonly pages: readonly Page[];
}
interface VersionsRequest {
  readonly table: TableName;
  readonly keyColumn: string;
  readonly versionColumn?: string | undefined;
  readonly keys: readonly string[];
}
type StoredName = {
  readonly schema: string;
  readonly name: string;
};
type ListedColumn = {
  readonly name: string;
  readonly type: string;
};
interface ListedTable {
  readonly table: StoredName;
    readonly rows?: number | undefined;
  readonly columns: readonly ListedColumn[];
}
interface RowsRequest {
  readonly table: TableName;
    readonly limit: number;
}
interface TableRows {
  readonly columns: readonly ListedColumn[];
  readonly rows: ReadonlyArray<ReadonlyArray<string | null>>;
  readonly count: number;
}
type PublishRequest = {
  readonly path: string;
};
interface PublishedCopy {
  readonly path: string;
  readonly bytes: number;
  readonly tables: ReadonlyArray<{
    readonly table: StoredName;
    readonly rows: number;
  }>;
}
type UriParameter = {
  readonly names: readonly string[];
  readonly isSecret?: boolean;
  readonly help: string;
};
type UriValues = {
  readonly [name: string]: string | undefined;
};
type ConnectionUri = {
  readonly scheme: string;
  readonly location: string;
  readonly values: UriValues;
};
interface Connector<Product> extends Versioned, ConnectorLooks {
  readonly schemes: readonly string[];
  readonly parameters: readonly UriParameter[];
    create(uri: ConnectionUri, runtime: Runtime): Promise<Product>;
}
type SqlValues = ReadonlyArray<null | boolean | number | string>;
type SqlStatement = {
  readonly text: string;
  readonly parameters: SqlValues;
  readonly mustChange?: number;
};
interface SqlExecutor {
  readonly dialect: "duckdb" | "ducklake" | "postgres" | "sqlite";
    query(statement: SqlStatement, options?: CallOptions): Promise<ReadonlyArray<Record<string, Json>>>;
    apply(statements: readonly SqlStatement[], options?: CallOptions): Promise<void>;
}
type Position = {
  readonly [target: string]: Json;
};
interface LoadRequest {
  readonly tables: ReadonlyArray<{
    readonly definition: TableDefinition;
    readonly target: TableName;
  }>;
  readonly strategy: Strategy;
    readonly generation: string;
  readonly keep?: KeepRange | undefined;
    readonly position?: Position | undefined;
    readonly run: {
    readonly id: string;
    readonly startedAt: number;
  };
  readonly report?: Report | undefined;
}
type SchemaChange = {
  readonly column: string;
  readonly from: string | null;
  readonly to: string;
};
type Outcome = Counts & Changes & {
  readonly position?: Position;
};
type Counts = { readonly [count in "received" | "kept" | "inserted" | "updated" | "unchanged" | "rows"]: number };
type Changes = {
  readonly schemaChanges: readonly SchemaChange[];
  readonly discarded?: ReadonlyMap<string, number>;
};
type CommitOptions = CallOptions & {
  readonly record?: (outcome: Outcome) => readonly SqlStatement[];
};
interface Load extends AsyncDisposable {
    write(page: Page, options?: CallOptions): Promise<void>;
    commit(options?: CommitOptions): Promise<Outcome>;
    publish(options?: CommitOptions): Promise<Outcome>;
}
type TableState = Lists & {
  readonly rows: number;
  readonly isOwn: boolean;
  readonly position?: Json;
};
type Lists = { readonly [list in "columns" | "notes"]: readonly string[] };
type Wish = "contract" | "naming" | "storedAs";
type Capabilities = Abilities & {
  readonly strategies: readonly Strategy[];
  readonly honours?: readonly Wish[];
};
type Abilities = { readonly [ability in "commitsState" | "resumesReplace"]: boolean };
interface Destination extends Versioned, AsyncDisposable, DestinationLooks {
    readonly location: string;
  readonly capabilities: Capabilities;
  readonly sql?: SqlExecutor;
    readonly stateFile?: string;
    canonicalName(table: TableName): string;
    describe(table: TableName, options?: CallOptions): Promise<TableState | undefined>;
  openLoad(request: LoadRequest, options?: CallOptions): Promise<Load>;
}
type StatefulDestination = Destination & {
  readonly sql: SqlExecutor;
};
type IngestErrorOptions = ErrorOptions & {
  readonly isRetryable?: boolean;
};
declare class IngestError extends Error {
  override readonly name: string;
    readonly code: Uppercase<string>;
  readonly isRetryable: boolean;
  constructor(code: Uppercase<string>, message: string, options?: IngestErrorOptions);
    static isInstance(value: unknown): value is IngestError;
}
type StateKey = {
  readonly source: string;
  readonly table: string;
  readonly target: string;
};
interface StateEntry extends StateKey {
  readonly checkpoint: Checkpoint;
  readonly generation: string;
  readonly strategy: Strategy;
    readonly isPublished: boolean;
    readonly rows: number;
    readonly revision: number;
}
interface RunRecord extends StateKey, Period {
  readonly id: string;
  readonly status: "running" | "succeeded" | "stopped" | "failed";
    readonly changes?: {
    readonly at: number;
    readonly list: readonly SchemaChange[];
  } | undefined;
  readonly error?: string | undefined;
  readonly counts: {
    readonly [name: string]: Json;
  };
}
type Period = {
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
};
interface StateStore {
    prepare(executor: SqlExecutor, options?: CallOptions): Promise<void>;
    find(executor: SqlExecutor, target: string, options?: CallOptions): Promise<readonly StateEntry[]>;
    record(dialect: SqlExecutor["dialect"], entry: StateEntry): readonly SqlStatement[];
  recordRun(dialect: SqlExecutor["dialect"], run: RunRecord): readonly SqlStatement[];
}
export { type Audit, type Batch, type CallOptions, type Capabilities, type Checkpoint, type CheckpointSummary, type Clock, type Column, type ColumnType, type CommitOptions, type ConnectionUri, type Connector, type ConnectorLooks, type Destination, type DestinationLooks, type Estimate, IngestError, type IngestErrorOptions, type Interval, type Json, type JsonText, type KeepRange, type ListedColumn, type ListedTable, type Load, type LoadRequest, type Outcome, type Page, type Plan, type Position, type PublishRequest, type PublishedCopy, type ReadOptions, type ReadRequest, type Report, type ReportOptions, type Row, type RowsRequest, type RunRecord, type Runtime, type Sample, type SampleRequest, type SchemaChange, type Source, type SourceCheck, type SourceLooks, type SqlExecutor, type SqlStatement, type SqlValues, type StateEntry, type StateKey, type StateStore, type StatefulDestination, type StoredName, type Strategy, type TableDefinition, type TableName, type TableRows, type TableState, type UriParameter, type UriValues, type Value, type VersionsRequest, type Wish };
