// index.d.ts
interface FakeClock {
  now(): number;
}
type FakeIntercomErrorCode = "UNKNOWN_RECORD" | "DUPLICATE_RECORD" | "INVALID_OPTION" | "UNSUPPORTED_RUNTIME";
declare class FakeIntercomError extends Error {
  override readonly name: string;
    readonly code: FakeIntercomErrorCode;
    readonly isRetryable: boolean;
  constructor(code: FakeIntercomErrorCode, message: string, options?: ErrorOptions);
}
interface RawNumber {
  readonly rawJSON: string;
}
type JsonValue = null | boolean | number | string | RawNumber | readonly JsonValue[] | JsonObject;
type JsonObject = {
  readonly [key: string]: JsonValue | undefined;
};
declare function rawNumber(digits: string): RawNumber;
interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: {
    readonly [parameter: string]: string;
  };
    readonly body: JsonValue | undefined;
    readonly version: string | undefined;
    readonly at: number;
    readonly status: number;
}
type Fault = {
  readonly kind: "status";
  readonly status: number;
  readonly retryAfterSeconds?: number;   readonly code?: string;
  readonly message?: string;
} | {
  readonly kind: "reset";
} | {
  readonly kind: "cut-body";
} | {
  readonly kind: "stalled-body";
} | {
  readonly kind: "slow";
  readonly delayMs: number;
} | {
  readonly kind: "empty-body";
} | {
  readonly kind: "not-json";
} | {
  readonly kind: "without-data";
} | {
  readonly kind: "without-pages";
} | {
  readonly kind: "lossy-record";
  readonly place?: number;
} | {
  readonly kind: PageFault;
};
type PageFault = "short-page" | "empty-page" | "lossy-page" | "looping-cursor" | "refused-cursor" | "without-next";
interface FaultOrder {
  readonly fault: Fault;
    readonly path?: string | RegExp;
  readonly method?: "GET" | "POST";
    readonly body?: RegExp;
    readonly skip?: number;
    readonly times?: number;
}
type CountedTable = "contacts" | "companies" | "conversations" | "articles" | "tags" | "segments" | "admins" | "teams" | "dataAttributes" | "conversationAttributes";
interface RateLimitOptions {
  readonly limit: number;
    readonly windowMs?: number;
    readonly sendsRetryAfter?: boolean;
}
interface WorkspaceOptions {
  readonly id: string;
  readonly name: string;
  readonly region: "US" | "EU" | "AU";
  readonly timezone: string;
}
interface Unsearchable {
  readonly field: string;
  readonly operator?: string;
  readonly answer: "refuse" | "nothing";
}
type Period = readonly [startMs: number, endMs: number];
interface FakeOptions {
  readonly seed: number;
  readonly token: string;
  readonly port: number;
  readonly counts: { readonly [table in CountedTable]: number };
  readonly workspace: WorkspaceOptions;
  readonly contactDates: "workspace-day" | "utc-day" | "exact";
  readonly conversationGreater: "strict" | "inclusive";
  readonly indexLagMs: number;
  readonly latencyMs: number | ((request: LoggedRequest) => number);
  readonly rateLimit: RateLimitOptions;
  readonly clock: FakeClock | undefined;
  readonly scrollPageSize: number;
  readonly scrollExpiryMs: number;
  readonly companiesNext: "url" | "object";
  readonly articlesNext: "url" | "object";
  readonly nextHost: string | undefined;
  readonly createdSpreadDays: number;
  readonly createdBetween: Period | undefined;
  readonly updatedBetween: Period | undefined;
  readonly unsearchable: readonly Unsearchable[];
  readonly capacity: number;
  readonly compresses: boolean;
  readonly warm: boolean;
}
type FakeIntercomOptions = {
  readonly seed?: number;   readonly token?: string;   readonly port?: number;
    readonly counts?: { readonly [table in CountedTable]?: number };
  readonly workspace?: Partial<WorkspaceOptions>;   readonly contactDates?: FakeOptions["contactDates"];   readonly conversationGreater?: FakeOptions["conversationGreater"];   readonly indexLagMs?: number;   readonly latencyMs?: FakeOptions["latencyMs"];   readonly rateLimit?: RateLimitOptions;   readonly clock?: FakeClock;   readonly scrollPageSize?: number;   readonly scrollExpiryMs?: number;   readonly companiesNext?: "url" | "object";   readonly articlesNext?: "url" | "object";   readonly nextHost?: string;   readonly createdSpreadDays?: number;   readonly createdBetween?: Period;   readonly updatedBetween?: Period;   readonly unsearchable?: readonly Unsearchable[];
    readonly capacity?: number;   readonly compresses?: boolean;
    readonly warm?: boolean;
};
interface RecordTable {
    list(): JsonObject[];
    ids(): string[];
  get(id: string): JsonObject | undefined;
    create(fields?: JsonObject): JsonObject;
    update(id: string, changes: JsonObject, options?: {
    readonly touch?: boolean;
  }): JsonObject;
    delete(id: string): boolean;
}
type FakeStore = { readonly [table in CountedTable]: RecordTable } & {
  mergeContacts(from: string, into: string): void;
};
interface TruthOptions {
  readonly include?: readonly string[];
}
interface FakeIntercom extends FakeClock, AsyncDisposable {
    readonly url: string;
  readonly token: string;
    connectionUri(region?: string): string;
    advance(milliseconds: number): void;
    readonly requests: readonly LoggedRequest[];
  resetRequests(): void;
  readonly store: FakeStore;
    truth(table: CountedTable, options?: TruthOptions): JsonObject[];
    truthJson(table: CountedTable, options?: TruthOptions): string[];
    onRequest(listener: (request: LoggedRequest) => unknown): () => void;
  failNext(order: FaultOrder): void;
    clearFaults(): void;
}
declare function startFakeIntercom(given?: FakeIntercomOptions): Promise<FakeIntercom>;
export { type CountedTable, type FakeClock, type FakeIntercom, FakeIntercomError, type FakeIntercomErrorCode, type FakeIntercomOptions, type FakeStore, type Fault, type FaultOrder, type JsonObject, type JsonValue, type LoggedRequest, type PageFault, type Period, type RateLimitOptions, type RawNumber, type RecordTable, type TruthOptions, type Unsearchable, type WorkspaceOptions, rawNumber, startFakeIntercom };
