import { IngestError } from '@ingestr/contract'
import type {
  IntercomClient,
  IntercomPage,
  NumberedRequest,
  RequestOptions,
  ScrollPage,
  SearchRequest,
} from '@ingestr/intercom-client'

import { calendarOf } from '../world/calendar.ts'
import type { SimulatedTable } from '../world/schedule.ts'
import type { SimulatedProcess } from '../world/simulated-process.ts'
import type { Version } from '../world/workspace.ts'
import type { World } from '../world/world.ts'
import { createIntercomPage } from './page.ts'
import { search } from './search.ts'
import { type DateRules, type Filter, fieldsOf, readFilter } from './search-filter.ts'

type SearchedTable = 'contacts' | 'conversations'
type Workspaces = Awaited<ReturnType<IntercomClient['me']>>

/** A scroll that nobody asks for a page of ends after this time. */
const scrollIdleMs = 60_000
const mostScrolls = 5

/** Answers as Intercom and the client together do, in process: what the client asks again for is not asked for here. */
export class SimulatedClient implements IntercomClient {
  readonly host = 'api.intercom.invalid'
  readonly apiVersion = '2.16'
  readonly #world: World
  readonly #process: SimulatedProcess
  #hasAnswered = false

  constructor(world: World, process: SimulatedProcess) {
    this.#world = world
    this.#process = process
  }

  get serverClockOffsetMs(): number | undefined {
    const { schedule } = this.#world
    return this.#hasAnswered ? -schedule.skewMs - (schedule.seed % 1000) : undefined
  }

  get spareRequests(): number {
    const { schedule, dice } = this.#world
    return schedule.mostSpareRequests === 0 ? 0 : dice.between(0, schedule.mostSpareRequests)
  }

  get sustainedRequests(): number {
    return Number.POSITIVE_INFINITY
  }

  get perPage(): number {
    return this.#world.schedule.pageSize
  }

  get rateLimit(): undefined {
    return undefined
  }

  me(options: RequestOptions = {}): Promise<Workspaces> {
    return this.#ask('me', options, () => {
      const { schedule, timezone, population } = this.#world
      const workspaceId = population.workspace.id
      return { workspaceId, region: 'US', timezone: schedule.isTimezoneKnown ? timezone : undefined }
    })
  }

  searchContacts(request: SearchRequest, options: RequestOptions = {}): AsyncIterable<IntercomPage> {
    return this.#search('contacts', request, options)
  }

  searchConversations(request: SearchRequest, options: RequestOptions = {}): AsyncIterable<IntercomPage> {
    return this.#search('conversations', request, options)
  }

  async *listArticles(request: NumberedRequest = {}, options: RequestOptions = {}): AsyncGenerator<IntercomPage> {
    const { pageSize: perPage } = this.#world.schedule
    for (let number = request.page ?? 1; ; number += 1) {
      const page = await this.#ask(`articles, page ${number}`, options, () => {
        const all = [...this.#world.population.workspace.live.values()].toSorted(newestFirst)
        const versions = this.#leaveOut('articles', all.slice((number - 1) * perPage, number * perPage))
        const nextNumber = number * perPage < all.length ? number + 1 : undefined
        return createIntercomPage({ recordsKey: 'data', versions, totalCount: all.length, nextNumber, perPage })
      })
      yield page
      if (page.envelope.next === undefined) return
    }
  }

  async *scrollCompanies(options: RequestOptions = {}): AsyncGenerator<ScrollPage> {
    for (let attempt = 1; attempt <= mostScrolls; attempt += 1) {
      if (yield* this.#scroll(attempt, options)) return
    }
    throw requestFailed()
  }

  /** An app that may not ask is told nothing. */
  countCompanies(options: RequestOptions = {}): Promise<number | undefined> {
    const { schedule, population } = this.#world
    return this.#ask('companies, count', options, () =>
      schedule.seed % 2 === 0 ? undefined : population.workspace.live.size,
    )
  }

  list(path: string, _query?: unknown, options: RequestOptions = {}): Promise<IntercomPage> {
    return this.#ask(path, options, () => {
      const versions = [...this.#world.population.workspace.live.values()]
      this.#world.listed = versions.map(({ json }) => json)
      return createIntercomPage({ recordsKey: 'data', versions, totalCount: versions.length, perPage: 1000 })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#search(table: SearchedTable, request: SearchRequest, options: RequestOptions): AsyncGenerator<IntercomPage> {
    const { sort = { field: 'created_at', order: 'ascending' }, perPage = this.#world.schedule.pageSize } = request
    const query = readFilter(request.query)
    let { startingAfter } = request
    for (;;) {
      const question = { query, sort, perPage, startingAfter }
      const what = (): string => `${table} ${JSON.stringify(question)}`
      const page = await this.#ask(what, options, () => {
        this.#refuse(table, query, startingAfter)
        const { schedule, population, clock } = this.#world
        const answer = search(population.workspace.indexed(clock.now()), question, this.#rules(table), schedule)
        const versions = perPage === 1 ? answer.versions : this.#leaveOut(table, answer.versions)
        return createIntercomPage({ ...answer, recordsKey: recordsKeyOf(table), versions, perPage })
      })
      yield page
      startingAfter = page.envelope.next?.startingAfter
      if (startingAfter === undefined) return
    }
  }

  /** Returns whether the scroll came to its end. */
  async *#scroll(attempt: number, options: RequestOptions): AsyncGenerator<ScrollPage, boolean> {
    const { clock, population, schedule } = this.#world
    const perPage = schedule.pageSize
    let rest: readonly Version[] | undefined
    let askedAtMs = clock.now()
    for (;;) {
      if (clock.now() - askedAtMs > scrollIdleMs) return false
      askedAtMs = clock.now()
      const page = await this.#ask(`companies, scroll ${attempt}`, options, () => {
        if (this.#process.isDue('scroll-restarts')) return undefined
        rest ??= [...population.workspace.live.values()]
        const versions = rest.slice(0, perPage)
        rest = rest.slice(perPage)
        return createIntercomPage({ recordsKey: 'data', versions, perPage })
      })
      if (page === undefined) return false
      if (page.envelope.count === 0) return true
      yield { ...page, attempt }
    }
  }

  #refuse(table: SearchedTable, query: Filter, startingAfter: string | undefined): void {
    const { refusedFields } = this.#world.schedule
    if (table === 'contacts' && fieldsOf(query).some((field) => refusedFields.includes(field)))
      throw new IngestError('REQUEST_REJECTED', 'The simulated API does not search by that field.')
    if (startingAfter !== undefined && this.#process.isDue('cursor-refused')) {
      this.#world.trace.add(() => 'CURSOR REFUSED')
      throw new IngestError('CURSOR_REFUSED', 'The simulated API does not know the cursor.')
    }
  }

  #rules(table: SearchedTable): DateRules {
    const { dateReading, isInclusive } = this.#world.schedule
    if (table === 'conversations') return { isInclusive }
    if (dateReading === 'seconds') return { isInclusive: false }
    return { calendar: calendarOf(dateReading === 'utc-days' ? 'UTC' : this.#world.timezone) }
  }

  #leaveOut(table: SimulatedTable, versions: readonly Version[]): readonly Version[] {
    const [first, ...others] = versions
    if (first === undefined || others.length === 0 || !this.#process.isDue('record-left-out')) return versions
    const { dice, trace } = this.#world
    const gone = dice.pick([first, ...others])
    trace.add(() => `LEFT OUT ${gone.id}`)
    this.#world.leaveOut(table, gone)
    return versions.filter((version) => version !== gone)
  }

  /** One request: the answer is made when it is sent, or when it arrives. */
  async #ask<Answer>(
    what: string | (() => string),
    { signal, report }: RequestOptions,
    answer: () => Answer,
  ): Promise<Answer> {
    const { dice, schedule, trace } = this.#world
    const number = (this.#world.requests += 1)
    await this.#process.step(() => `> ${number} ${typeof what === 'string' ? what : what()}`)
    signal?.throwIfAborted()
    const isEarly = dice.chance(0.5)
    this.#world.changeByChance()
    const early = isEarly ? this.#answer(answer) : undefined
    await this.#process.sleep(dice.between(1, schedule.longestLatencyMs), signal)
    const outcome = early ?? this.#answer(answer)
    await this.#process.step(
      () => `< ${number}${'error' in outcome ? ` ${String(outcome.error)}` : describe(outcome.value)}`,
    )
    // Others that wait may go first.
    for (let turns = this.#world.turns.between(0, 3); turns > 0; turns -= 1) await Promise.resolve()
    signal?.throwIfAborted()
    report?.({ type: 'request-finished' })
    this.#hasAnswered = true
    if (this.#process.isDue('request-fails')) {
      trace.add(() => 'REQUEST FAILS')
      throw requestFailed()
    }
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }

  #answer<Answer>(answer: () => Answer): { readonly value: Answer } | { readonly error: unknown } {
    try {
      return { value: answer() }
    } catch (error) {
      return { error }
    }
  }
}

function requestFailed(): IngestError {
  return new IngestError('REQUEST_FAILED', 'The simulated API failed for good.', { isRetryable: true })
}

function recordsKeyOf(table: SearchedTable): string {
  return table === 'contacts' ? 'data' : 'conversations'
}

function newestFirst(one: Version, other: Version): number {
  return other.updatedAt - one.updatedAt || (one.id < other.id ? 1 : -1)
}

function describe(value: unknown): string {
  if (!isPage(value)) return ''
  const { envelope } = value
  const rows = envelope.records.map(({ id, createdAt, updatedAt }) => `${id}(${createdAt},${updatedAt})`)
  return ` ${rows.join(' ')} of ${envelope.totalCount}${envelope.next === undefined ? ', the end' : ''}`
}

function isPage(value: unknown): value is IntercomPage {
  return typeof value === 'object' && value !== null && 'envelope' in value
}
