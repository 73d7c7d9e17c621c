import type { Audit, Batch, Plan, ReadOptions, ReadRequest, ReportOptions, Source } from '@ingestr/contract'

/** What a source made of one table. */
export interface WatchedTable {
  readonly plans: Plan[]
  readonly audits: Audit[]
}

/** A source, and the plans and audits that it made. */
export class WatchedSource implements Source {
  readonly specificationVersion = 'v1'
  readonly #source: Source
  readonly #tables = new Map<string, WatchedTable>()

  constructor(source: Source) {
    this.#source = source
  }

  of(table: string): WatchedTable {
    const watched = this.#tables.get(table) ?? { plans: [], audits: [] }
    this.#tables.set(table, watched)
    return watched
  }

  identify(options?: ReportOptions): Promise<string> {
    return this.#source.identify(options)
  }

  listTables(): ReturnType<Source['listTables']> {
    return this.#source.listTables()
  }

  async plan(request: ReadRequest, options?: ReportOptions): Promise<Plan> {
    const plan = await this.#source.plan(request, options)
    this.of(request.table).plans.push(plan)
    return plan
  }

  async *read(plan: Plan, options?: ReadOptions): AsyncIterable<Batch> {
    for await (const batch of this.#source.read(plan, options)) {
      if (batch.audit !== undefined) this.of(plan.request.table).audits.push(batch.audit)
      yield batch
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source[Symbol.asyncDispose]()
  }
}
