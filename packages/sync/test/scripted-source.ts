import type { Audit, Batch, Plan, ReadOptions, ReadRequest, Source, TableDefinition } from '@ingestr/contract'
import { createPage } from '@ingestr/records'

/** A merge table with a version, as contacts are. */
export const people: TableDefinition = {
  name: 'people',
  records: ['data', '*'],
  columns: [
    { name: 'id', type: 'text', path: ['id'] },
    { name: 'name', type: 'text', path: ['name'] },
    { name: 'updated_at', type: 'timestamp', path: ['updated_at'], encoding: 'unix-seconds' },
  ],
  primaryKey: ['id'],
  versionColumn: 'updated_at',
  strategy: 'merge',
  isOpen: true,
}

/** A table that every run replaces, as tags are. */
export const labels: TableDefinition = {
  name: 'labels',
  records: ['data', '*'],
  columns: [{ name: 'id', type: 'text', path: ['id'] }],
  primaryKey: ['id'],
  strategy: 'replace',
  isOpen: true,
}

/** One record of a page. */
export interface Person {
  readonly id: string
  readonly name?: string
  readonly updated_at?: number
}

/** What the next read brings: pages in turn, or an error in place of a page. */
export type Step = readonly Person[] | Error

/** A source whose pages a test writes down; its checkpoint counts the pages read so far. */
export interface ScriptedSource extends Source {
  readonly requests: readonly ReadRequest[]
  /** Tables that it was told of before they were planned. */
  readonly anticipated: readonly string[]
  /** Called before each page with the number of pages given so far; the page waits for it. */
  onPage: (given: number) => Promise<void> | void
}

export interface Script {
  readonly identity?: string
  /** Whose data it is, is not known before it was told of so many tables that are likely to be read, or a while is over. */
  readonly isToldOf?: number
  readonly pages: readonly Step[]
  /** Of `labels`, where they are not the same. */
  readonly labels?: readonly Step[]
  /** What the last batch says was counted. */
  readonly audit?: Partial<Audit>
  /** Ends the stream before its last batch. */
  readonly endsEarly?: boolean
}

/** In milliseconds, or longer where the machine is busy. */
const longestWait = 300

const nothingCounted: Audit = {
  before: null,
  after: null,
  planned: null,
  read: null,
  repeated: null,
  truncated: null,
  missing: null,
}

export function createScriptedSource(script: Script): ScriptedSource {
  const requests: ReadRequest[] = []
  const anticipated: string[] = []
  const audit = script.audit && { ...nothingCounted, ...script.audit }
  const stepsOf = (request: ReadRequest): readonly Step[] =>
    request.table === 'labels' ? (script.labels ?? script.pages) : script.pages
  return {
    specificationVersion: 'v1',
    requests,
    anticipated,
    anticipate: (table) => void anticipated.push(table),
    onPage: () => undefined,
    async identify({ signal } = {}) {
      signal?.throwIfAborted()
      for (let waited = 0; waited < longestWait && anticipated.length < (script.isToldOf ?? 0); waited += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      return script.identity ?? 'scripted:one'
    },
    listTables: () => Promise.resolve([people, labels]),
    async plan(request: ReadRequest): Promise<Plan> {
      requests.push(request)
      const position = Number(request.after?.['page'] ?? 0)
      const isResumed = position > 0 && position < stepsOf(request).length
      return {
        request,
        tables: [request.table === 'people' ? people : labels],
        isResumed,
        summary: isResumed ? 'resumed' : 'first load',
        notes: [],
        detail: position,
      }
    },
    async *read(plan: Plan, options: ReadOptions = {}): AsyncIterable<Batch> {
      const first = plan.detail as number
      const steps = stepsOf(plan.request)
      for (const [index, step] of steps.entries()) {
        if (index < first) continue
        if (options.stop?.aborted === true) {
          options.report?.({ type: 'read-stopped', table: plan.request.table, remaining: steps.length - index })
          return
        }
        await this.onPage(index - first)
        if (step instanceof Error) throw step
        options.report?.({ type: 'request-finished', path: '/people' })
        const isLast = index === steps.length - 1 && script.endsEarly !== true
        yield { page: toPage(step), checkpoint: { page: index + 1 }, isLast, ...(isLast && audit && { audit }) }
      }
      if (first >= steps.length) yield { checkpoint: { page: first }, isLast: true, ...(audit && { audit }) }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function toPage(records: readonly Person[]): ReturnType<typeof createPage> {
  return createPage(new TextEncoder().encode(JSON.stringify({ data: records })))
}
