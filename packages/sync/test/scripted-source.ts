import type { Batch, Plan, ReadOptions, ReadRequest, Source, TableDefinition } from '@ingestr/contract'
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
  /** Called before each page with the number of pages given so far; the page waits for it. */
  onPage: (given: number) => Promise<void> | void
}

export interface Script {
  readonly identity?: string
  readonly pages: readonly Step[]
  /** Ends the stream before its last batch. */
  readonly endsEarly?: boolean
}

export function createScriptedSource(script: Script): ScriptedSource {
  const requests: ReadRequest[] = []
  return {
    specificationVersion: 'v1',
    requests,
    onPage: () => undefined,
    async identify({ signal } = {}) {
      signal?.throwIfAborted()
      return script.identity ?? 'scripted:one'
    },
    listTables: () => Promise.resolve([people, labels]),
    async plan(request: ReadRequest): Promise<Plan> {
      requests.push(request)
      const position = Number(request.after?.['page'] ?? 0)
      const isResumed = position > 0 && position < script.pages.length
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
      for (const [index, step] of script.pages.entries()) {
        if (index < first) continue
        if (options.stop?.aborted === true) return
        await this.onPage(index - first)
        if (step instanceof Error) throw step
        options.report?.({ type: 'request-finished', path: '/people' })
        const isLast = index === script.pages.length - 1
        yield { page: toPage(step), checkpoint: { page: index + 1 }, isLast: isLast && script.endsEarly !== true }
      }
      if (first >= script.pages.length) yield { checkpoint: { page: first }, isLast: true }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function toPage(records: readonly Person[]): ReturnType<typeof createPage> {
  return createPage(new TextEncoder().encode(JSON.stringify({ data: records })))
}
