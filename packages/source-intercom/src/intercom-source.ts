import {
  type Batch,
  type Clock,
  type Estimate,
  IngestError,
  type Plan,
  type ReadOptions,
  type ReadRequest,
  type ReportOptions,
  type Sample,
  type SampleRequest,
  type Source,
  type SourceCheck,
  type TableDefinition,
} from '@ingestr/contract'
import type { IntercomClient } from '@ingestr/intercom-client'
import { findResource, intercomResources, type IntercomResource } from '@ingestr/intercom-resources'

import { checkAccess } from './check-access.ts'
import { estimatePlan } from './estimate-plan.ts'
import { intercomTables } from './intercom-tables.ts'
import { makePlan } from './make-plan.ts'
import { detailOf } from './plan-detail.ts'
import type { ReadContext } from './read-context.ts'
import { readList } from './read-list.ts'
import { readNumbered } from './read-numbered.ts'
import { readScroll } from './read-scroll.ts'
import { createReadAhead } from './read-ahead.ts'
import { searchEarly, type EarlySearch } from './search/early-search.ts'
import { readSearch } from './search/read-search.ts'
import { sampleTable } from './sample-table.ts'
import { findWorkspace, type Workspace } from './workspace.ts'

/** Options of `createIntercomSource`. */
export interface IntercomSourceOptions {
  /** The source disposes of it. */
  readonly client: IntercomClient
  readonly clock: Clock
  /** Region of the host that the client talks to; part of the identity where the workspace does not tell its own. */
  readonly region: string
  /** A one-way digest of the token: the identity where neither `GET /me` nor a contact tells the workspace. */
  readonly tokenDigest?: string | undefined
  /** What the user should know of every plan, one sentence each. */
  readonly notes?: readonly string[] | undefined
  /** How long a change may take to show in a search, in milliseconds: the cursor stays this far behind. Default 15 minutes. */
  readonly indexLagMs?: number | undefined
  /** An absolute path; companies wait there for a slow writer. Left out: in memory. */
  readonly temporaryDirectory?: string | undefined
}

/** Intercom documents a delay of "a few minutes" until a new contact is found by search. */
const defaultIndexLagMs = 15 * 60 * 1000
/**
 * Pages that are asked for or wait for the writer, of all tables together: sixty of contacts, as many as are usually on their way
 * at a time.
 */
const readAheadBytes = 20 * 1024 * 1024

/** What was asked for longer before its plan is asked for anew. */
const longestEarlyMs = 60_000

/** A source for one Intercom workspace. No request is made before the first call. */
export function createIntercomSource(options: IntercomSourceOptions): Source {
  return new IntercomSource(options)
}

class IntercomSource implements Source {
  readonly specificationVersion = 'v1'
  readonly #options: IntercomSourceOptions
  readonly #readAhead = createReadAhead(readAheadBytes)
  /** By table. */
  readonly #early = new Map<string, EarlySearch>()
  #workspace: Promise<Workspace> | undefined

  constructor(options: IntercomSourceOptions) {
    this.#options = options
  }

  async identify(options: ReportOptions = {}): Promise<string> {
    return (await this.#findWorkspace(options)).identity
  }

  async listTables(): Promise<readonly TableDefinition[]> {
    return intercomTables
  }

  async plan(request: ReadRequest, options: ReportOptions = {}): Promise<Plan> {
    const { client, clock, indexLagMs = defaultIndexLagMs } = this.#options
    const resource = requireResource(request.table)
    const { timezone, notes } = await this.#findWorkspace(options)
    const now = clock.now()
    const early = isFromTheBeginning(request) ? this.#early.get(request.table)?.startedAt : undefined
    const begun = early !== undefined && now - early <= longestEarlyMs ? early : now
    const startedAt = begun + Math.min(client.serverClockOffsetMs ?? 0, 0)
    const plan = makePlan(request, { resource, apiVersion: client.apiVersion, timezone, startedAt, indexLagMs })
    return { ...plan, notes: [...(this.#options.notes ?? []), ...notes, ...plan.notes] }
  }

  readonly anticipate = (table: string, options: ReportOptions = {}): void => {
    const { client, clock } = this.#options
    const resource = findResource(table)
    if (resource?.listing !== 'search' || this.#early.has(table)) return
    this.#early.set(table, searchEarly(client, { path: resource.path, startedAt: clock.now() }, options))
  }

  async *read(plan: Plan, options: ReadOptions = {}): AsyncIterable<Batch> {
    const resource = requireResource(plan.request.table)
    const { stop, signal, report } = options
    // A stop ends what waits for an answer, or for the next attempt, as well: only pages already received count.
    const either = AbortSignal.any([stop, signal].filter((each) => each !== undefined))
    const { client, temporaryDirectory } = this.#options
    const context = { client, temporaryDirectory, readAhead: this.#readAhead, resource, detail: detailOf(plan) }
    const early = this.#takeEarly(plan)
    try {
      yield* readBatches({ ...context, early, options: { stop, report, signal: either } })
    } catch (error) {
      // The reason of a stop that came before an abort is not the one to end with.
      signal?.throwIfAborted()
      if (stop?.aborted !== true) throw error
    }
  }

  readonly check = async (tables: readonly string[], options: ReportOptions = {}): Promise<SourceCheck> => {
    const resources = tables.map((table) => requireResource(table))
    return await checkAccess(this.#options.client, await this.#findWorkspace(options), resources, options)
  }

  readonly estimate = async (plan: Plan, options: ReportOptions = {}): Promise<Estimate> => {
    const { client, clock } = this.#options
    const resource = requireResource(plan.request.table)
    return await estimatePlan({ client, clock, resource, detail: detailOf(plan) }, options)
  }

  readonly sample = async (request: SampleRequest, options: ReportOptions = {}): Promise<Sample> =>
    await sampleTable(this.#options.client, requireResource(request.table), request, options)

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.client[Symbol.asyncDispose]()
  }

  /** What was asked for early is for the first read of the table, if that is of a plan which took it into account. */
  #takeEarly(plan: Plan): EarlySearch | undefined {
    const { request } = plan
    const early = this.#early.get(request.table)
    this.#early.delete(request.table)
    if (early === undefined) return undefined
    if (isFromTheBeginning(request) && detailOf(plan).startedAt <= early.startedAt) return early
    early.end()
    return undefined
  }

  async #findWorkspace(options: ReportOptions): Promise<Workspace> {
    const { client, region, tokenDigest } = this.#options
    this.#workspace ??= findWorkspace(client, { region, tokenDigest }, options)
    try {
      return await this.#workspace
    } catch (error) {
      this.#workspace = undefined
      throw error
    }
  }
}

function isFromTheBeginning({ after, interval }: ReadRequest): boolean {
  return after === undefined && interval === undefined
}

function readBatches(context: ReadContext): AsyncIterable<Batch> {
  switch (context.resource.listing) {
    case 'search':
      return readSearch(context)
    case 'scroll':
      return readScroll(context)
    case 'numbered':
      return readNumbered(context)
    case 'single':
      return readList(context)
  }
}

function requireResource(name: string): IntercomResource {
  const resource = findResource(name)
  if (resource !== undefined) return resource
  throw new IngestError(
    'UNKNOWN_TABLE',
    `Intercom has no table "${name}". The tables are: ${[...intercomResources.keys()].join(', ')}.`,
  )
}
