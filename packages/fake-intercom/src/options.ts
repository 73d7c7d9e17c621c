import type { FakeClock } from './clock.ts'
import { FakeIntercomError } from './error.ts'
import type { LoggedRequest } from './request-log.ts'

/** How many records a table is generated with. */
export type CountedTable =
  | 'contacts'
  | 'companies'
  | 'conversations'
  | 'articles'
  | 'tags'
  | 'segments'
  | 'admins'
  | 'teams'
  | 'dataAttributes'
  | 'conversationAttributes'

/** A budget of requests per window, as the headers `X-RateLimit-*` tell it. */
export interface RateLimitOptions {
  readonly limit: number
  /** Default 10,000. */
  readonly windowMs?: number
  /** Whether a 429 says how long to wait; the live API does "on some". Default false. */
  readonly sendsRetryAfter?: boolean
}

/** `code` is `app.id_code` of `GET /me`, `timezone` an IANA name. */
export interface WorkspaceOptions {
  readonly id: string
  readonly name: string
  readonly region: 'US' | 'EU' | 'AU'
  readonly timezone: string
}

/** A filter that search does not answer as documented: it is refused with 400, or finds nothing. Without `operator`, with any. */
export interface Unsearchable {
  readonly field: string
  readonly operator?: string
  readonly answer: 'refuse' | 'nothing'
}

/** From the first to the last moment, both included, in milliseconds since the epoch. */
export type Period = readonly [startMs: number, endMs: number]

/** All options of the fake, with their defaults filled in. */
export interface FakeOptions {
  readonly seed: number
  readonly token: string
  readonly port: number
  readonly counts: { readonly [table in CountedTable]: number }
  readonly workspace: WorkspaceOptions
  readonly contactDates: 'workspace-day' | 'utc-day' | 'exact'
  readonly conversationGreater: 'strict' | 'inclusive'
  readonly indexLagMs: number
  readonly latencyMs: number | ((request: LoggedRequest) => number)
  readonly rateLimit: RateLimitOptions
  readonly clock: FakeClock | undefined
  readonly scrollPageSize: number
  readonly scrollExpiryMs: number
  readonly companiesNext: 'url' | 'object'
  readonly articlesNext: 'url' | 'object'
  readonly nextHost: string | undefined
  readonly createdSpreadDays: number
  readonly createdBetween: Period | undefined
  readonly updatedBetween: Period | undefined
  readonly unsearchable: readonly Unsearchable[]
  readonly capacity: number
  readonly compresses: boolean
  readonly warm: boolean
}

/** What may be given to `startFakeIntercom`; everything has a default. */
export type FakeIntercomOptions = {
  /** Another seed, other records. Default 1. */
  readonly seed?: number
  /** The one token that is accepted. */
  readonly token?: string
  /** Default 0: any free port. */
  readonly port?: number
  /**
   * Defaults: 400 contacts, 130 companies, 180 conversations, 60 articles, 12 tags, 8 segments, 7 admins, 4 teams, 40 data
   * attributes (the built-in ones first), 9 conversation attributes.
   */
  readonly counts?: { readonly [table in CountedTable]?: number }
  readonly workspace?: Partial<WorkspaceOptions>
  /** How contact search reads dates. Default `workspace-day` (2.16); `exact` is 2.17, and what that header gets anyway. */
  readonly contactDates?: FakeOptions['contactDates']
  /** Whether `>` and `<` of conversation search include the value itself. Default `strict`. */
  readonly conversationGreater?: FakeOptions['conversationGreater']
  /** Search shows a record that is new or changed only after this long. Default 0. */
  readonly indexLagMs?: number
  /** Real time that passes before an answer. Default 0. */
  readonly latencyMs?: FakeOptions['latencyMs']
  /** Default 1,000,000 in ten seconds, so that only those who ask for it meet a limit. */
  readonly rateLimit?: RateLimitOptions
  /** Default: the real time. `advance` comes on top of either. */
  readonly clock?: FakeClock
  /** Default 100. */
  readonly scrollPageSize?: number
  /** How long a scroll lives when nobody reads on. Default 60,000. */
  readonly scrollExpiryMs?: number
  /** The form of `pages.next` in lists of companies. Default `url`. */
  readonly companiesNext?: 'url' | 'object'
  /** The form of `pages.next` in the list of articles. Default `url`. */
  readonly articlesNext?: 'url' | 'object'
  /** What URLs in `pages.next` begin with, such as the address of another region. Default: the fake's own URL. */
  readonly nextHost?: string
  /** Over how many days before now the records came to be. Default 400. */
  readonly createdSpreadDays?: number
  /** When all contacts and conversations were created, as by an import: one day, or one second. */
  readonly createdBetween?: Period
  /** When all contacts and conversations were last changed; never before they were created. */
  readonly updatedBetween?: Period
  /** Filters of the searches over contacts and conversations that fail, or lie. Default: none. */
  readonly unsearchable?: readonly Unsearchable[]
  /**
   * How many answers are worked on at the same time, each for its `latencyMs`; further requests wait their turn in order, so
   * that more in flight only raises latency. Default: no limit.
   */
  readonly capacity?: number
  /** Whether answers are gzipped for those who accept it. Default true. */
  readonly compresses?: boolean
  /**
   * Whether contacts and conversations are made before the first request, as bytes in memory: two seconds for 60,000 contacts,
   * and then a page costs no more than its sending. Default false: each record is made when it is first read.
   */
  readonly warm?: boolean
}

const defaultCounts: FakeOptions['counts'] = {
  contacts: 400,
  companies: 130,
  conversations: 180,
  articles: 60,
  tags: 12,
  segments: 8,
  admins: 7,
  teams: 4,
  dataAttributes: 40,
  conversationAttributes: 9,
}

export function withDefaults(given: FakeIntercomOptions): FakeOptions {
  checkPeriod('createdBetween', given.createdBetween)
  checkPeriod('updatedBetween', given.updatedBetween)
  if (given.capacity !== undefined && !(given.capacity >= 1)) {
    throw new FakeIntercomError('INVALID_OPTION', 'capacity must be 1 or more.')
  }
  return {
    seed: given.seed ?? 1,
    token: given.token ?? 'dG9rOmZha2U=',
    port: given.port ?? 0,
    counts: { ...defaultCounts, ...given.counts },
    workspace: {
      id: 'fake1234',
      name: 'Fake & Söhne',
      region: 'US',
      timezone: 'America/Los_Angeles',
      ...given.workspace,
    },
    contactDates: given.contactDates ?? 'workspace-day',
    conversationGreater: given.conversationGreater ?? 'strict',
    indexLagMs: given.indexLagMs ?? 0,
    latencyMs: given.latencyMs ?? 0,
    rateLimit: given.rateLimit ?? { limit: 1_000_000 },
    clock: given.clock,
    scrollPageSize: given.scrollPageSize ?? 100,
    scrollExpiryMs: given.scrollExpiryMs ?? 60_000,
    companiesNext: given.companiesNext ?? 'url',
    articlesNext: given.articlesNext ?? 'url',
    nextHost: given.nextHost,
    createdSpreadDays: given.createdSpreadDays ?? 400,
    createdBetween: given.createdBetween,
    updatedBetween: given.updatedBetween,
    unsearchable: given.unsearchable ?? [],
    capacity: given.capacity ?? Infinity,
    compresses: given.compresses ?? true,
    warm: given.warm ?? false,
  }
}

function checkPeriod(name: string, period: Period | undefined): void {
  if (period !== undefined && !(period[0] <= period[1])) {
    throw new FakeIntercomError('INVALID_OPTION', `${name} must begin before it ends.`)
  }
}
