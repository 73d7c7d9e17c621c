// index.d.ts
import { CallOptions, Clock, Json, Report } from "@ingestr/contract";
declare const hosts: {
  readonly us: "https://api.intercom.io";
  readonly eu: "https://api.eu.intercom.io";
  readonly au: "https://api.au.intercom.io";
};
type IntercomRegion = keyof typeof hosts;
declare const REGIONS: readonly IntercomRegion[];
type Query = {
  readonly [name: string]: string | number | boolean | undefined;
};
interface RateLimitHeaders {
  readonly limit?: string | undefined;
  readonly remaining?: string | undefined;
  readonly reset?: string | undefined;
    readonly dateMs?: number | undefined;
}
type ToldLimit = {
  readonly limit: number;
  readonly remaining: number;
  readonly windowMs: number;
};
interface RateLimiterOptions {
  readonly clock: Clock;
    readonly reserve: number;
}
interface TurnOptions extends CallOptions {
    readonly isUrgent?: boolean | undefined;
}
interface RateLimiter {
    readonly spare: number;
    readonly told: ToldLimit | undefined;
    readonly requestsPerSecond: number | undefined;
    acquire(options?: TurnOptions): Promise<number>;
    observe(headers?: RateLimitHeaders): void;
    pause(delayMs: number): void;
}
declare function createRateLimiter(options: RateLimiterOptions): RateLimiter;
type RequestOptions = CallOptions & {
  readonly report?: Report | undefined;
};
declare const API_VERSION = "2.16";
interface IntercomClientOptions {
  readonly accessToken: string;
    readonly region?: IntercomRegion | undefined;
    readonly baseUrl?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly clock: Clock;
    readonly random: () => number;
  readonly report?: Report | undefined;
    readonly requestTimeoutMs?: number | undefined;
    readonly maxAttempts?: number | undefined;
    readonly rateLimitReserve?: number | undefined;
    readonly maxConcurrency?: number | undefined;
    readonly perPage?: number | undefined;
    readonly scrollWaitMs?: number | undefined;
}
interface NextPage {
  readonly startingAfter?: string | undefined;
    readonly page?: number | undefined;
}
interface EnvelopeRecord {
    readonly id: string | undefined;
  readonly createdAt?: number | undefined;
  readonly updatedAt?: number | undefined;
}
interface Envelope {
    readonly recordsKey: string;
  readonly count: number;
  readonly records: readonly EnvelopeRecord[];
    readonly truncatedLists: number;
    readonly totalCount?: number | undefined;
    readonly next?: NextPage | undefined;
  readonly page?: number | undefined;
    readonly perPage?: number | undefined;
  readonly totalPages?: number | undefined;
    readonly scrollParam?: string | undefined;
}
interface IntercomPage {
    readonly bytes: Uint8Array;
  readonly envelope: Envelope;
    readonly requestedPerPage: number | undefined;
}
interface NumberedRequest {
  readonly page?: number;
  readonly perPage?: number;
}
type ScrollPage = IntercomPage & {
  readonly attempt: number;
};
interface SearchRequest {
    readonly query: Json;
  readonly sort?: {
    readonly field: string;
    readonly order: "ascending" | "descending";
  };
    readonly perPage?: number;
    readonly wanted?: () => number | undefined;
    readonly startingAfter?: string | undefined;
}
interface Workspace {
    readonly workspaceId?: string | undefined;
  readonly workspaceName?: string | undefined;
    readonly region?: string | undefined;
    readonly timezone?: string | undefined;
}
interface IntercomClient extends AsyncDisposable {
    readonly host: string;
  readonly apiVersion: string;
    readonly serverClockOffsetMs: number | undefined;
    readonly spareRequests: number;
    readonly sustainedRequests: number;
    readonly perPage: number;
    readonly rateLimit: ToldRateLimit | undefined;
    me(options?: RequestOptions): Promise<Workspace>;
    searchContacts(request: SearchRequest, options?: RequestOptions): AsyncIterable<IntercomPage>;
    searchConversations(request: SearchRequest, options?: RequestOptions): AsyncIterable<IntercomPage>;
    listArticles(request?: NumberedRequest, options?: RequestOptions): AsyncIterable<IntercomPage>;
    scrollCompanies(options?: RequestOptions): AsyncIterable<ScrollPage>;
    countCompanies(options?: RequestOptions): Promise<number | undefined>;
    list(path: `/${string}`, query?: Query, options?: RequestOptions): Promise<IntercomPage>;
}
type ToldRateLimit = ToldLimit & {
  readonly requestsPerSecond: number;
};
declare function createIntercomClient(options: IntercomClientOptions): IntercomClient;
declare function isShortPage(page: IntercomPage): boolean;
export { API_VERSION, type Envelope, type EnvelopeRecord, type IntercomClient, type IntercomClientOptions, type IntercomPage, type IntercomRegion, type NextPage, type NumberedRequest, type Query, REGIONS, type RateLimitHeaders, type RateLimiter, type RateLimiterOptions, type RequestOptions, type ScrollPage, type SearchRequest, type ToldRateLimit, type TurnOptions, type Workspace, createIntercomClient, createRateLimiter, isShortPage };
