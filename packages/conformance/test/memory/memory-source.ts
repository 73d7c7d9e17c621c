import {
  type Batch,
  type Checkpoint,
  IngestError,
  type Json,
  type Plan,
  type ReadOptions,
  type ReadRequest,
} from '@ingestr/contract'
import type { Source, TableDefinition } from '@ingestr/contract'
import { createPage } from '@ingestr/records'

import type { SourcePlace } from '../../src/index.ts'

const people: TableDefinition = {
  name: 'people',
  records: ['data', '*'],
  columns: [
    { name: 'id', type: 'text', path: ['id'] },
    { name: 'updated_at', type: 'timestamp', path: ['updated_at'], encoding: 'unix-seconds' },
  ],
  primaryKey: ['id'],
  versionColumn: 'updated_at',
  strategy: 'merge',
  isOpen: true,
}
const labels: TableDefinition = {
  name: 'labels',
  records: ['data', '*'],
  columns: [{ name: 'id', type: 'text', path: ['id'] }],
  primaryKey: ['id'],
  strategy: 'replace',
  isOpen: true,
}

/** How a source goes about it; a planted fault replaces one of these. Pages of people are five, of two people each. */
export interface SourceBehaviour {
  readonly identity: () => string
  readonly tables: readonly TableDefinition[]
  readonly changesByPlanning: boolean
  readonly changesByReading: boolean
  readonly refusesUnknown: boolean
  readonly toBody: (records: readonly Json[]) => Json
  readonly isLast: (index: number, count: number) => boolean
  /** The checkpoint after so many pages of a plan, all of them where it is done. */
  readonly checkpoint: (pages: number, isDone: boolean) => Checkpoint
  /** How many pages there are behind a checkpoint of an unfinished plan. */
  readonly resumeAt: (pages: number) => number
  readonly isInInterval: (second: number, start: number, end: number) => boolean
  readonly missing: () => number | null
  readonly stops: boolean
  readonly aborts: boolean
  readonly abortsBefore: boolean
  readonly wraps: boolean
  readonly isDisposedOnce: boolean
  readonly readsOtherTable: boolean
  readonly skipsOnSecondRead: boolean
}

export const rightSource: SourceBehaviour = {
  identity: () => 'memory:one',
  tables: [people, labels],
  changesByPlanning: false,
  changesByReading: false,
  refusesUnknown: true,
  toBody: (records) => ({ data: records }),
  isLast: (index, count) => index === count - 1,
  checkpoint: (pages, isDone) => ({ pages, isDone }),
  resumeAt: (pages) => pages,
  isInInterval: (second, start, end) => second >= start && second < end,
  missing: () => 0,
  stops: true,
  aborts: true,
  abortsBefore: true,
  wraps: false,
  isDisposedOnce: false,
  readsOtherTable: false,
  skipsOnSecondRead: false,
}

/** A place in memory, and a source that does what `behaviour` says. */
export async function openSourcePlace(behaviour: SourceBehaviour): Promise<SourcePlace> {
  const changes: string[] = []
  let reads = 0
  return {
    open: async () => createMemorySource(behaviour, changes, () => (reads += 1)),
    changes: () => changes,
    async [Symbol.asyncDispose]() {},
  }
}

function createMemorySource(behaviour: SourceBehaviour, changes: string[], countRead: () => number): Source {
  let isDisposed = false
  const abortIf = (signal: AbortSignal | undefined, isChecked: boolean): void => {
    if (!isChecked || signal?.aborted !== true) return
    throw behaviour.wraps ? new IngestError('REQUEST_FAILED', 'Aborted.', { cause: signal.reason }) : signal.reason
  }
  return {
    specificationVersion: 'v1',
    async identify({ signal } = {}) {
      abortIf(signal, behaviour.abortsBefore)
      return behaviour.identity()
    },
    listTables: async () => behaviour.tables,
    async plan(request, { signal } = {}): Promise<Plan> {
      abortIf(signal, behaviour.abortsBefore)
      if (behaviour.changesByPlanning) changes.push('POST /exports')
      const asked = behaviour.tables.find(({ name }) => name === request.table)
      if (asked === undefined && behaviour.refusesUnknown) throw new IngestError('UNKNOWN_TABLE', 'There is none.')
      const table = behaviour.readsOtherTable ? labels : (asked ?? labels)
      const { pages = 0, isDone = true } = request.after ?? {}
      const isResumed = isDone === false
      const detail = { first: isResumed ? behaviour.resumeAt(Number(pages)) : 0 }
      return { request, tables: [table], isResumed, summary: 'all', notes: [], detail }
    },
    async *read(plan: Plan, { signal, stop }: ReadOptions = {}): AsyncGenerator<Batch> {
      abortIf(signal, behaviour.aborts)
      if (behaviour.changesByReading) changes.push('DELETE /people/1')
      const pages = pagesOf(plan.request, behaviour)
      const { first } = plan.detail as { readonly first: number }
      const skipped = behaviour.skipsOnSecondRead && countRead() > 1 ? 1 : 0
      for (const [index, records] of pages.entries()) {
        if (index < first + skipped) continue
        if (behaviour.stops && stop?.aborted === true) return
        abortIf(signal, behaviour.aborts)
        const isDone = index === pages.length - 1
        const isLast = behaviour.isLast(index, pages.length)
        const bytes = new TextEncoder().encode(JSON.stringify(behaviour.toBody(records)))
        const counted = { before: 10, after: 10, planned: 10, read: 10, repeated: 0, truncated: null }
        const audit = isLast ? { audit: { ...counted, missing: behaviour.missing() } } : {}
        yield { page: createPage(bytes), checkpoint: behaviour.checkpoint(index + 1, isDone), isLast, ...audit }
      }
    },
    async [Symbol.asyncDispose]() {
      if (isDisposed && behaviour.isDisposedOnce) throw new IngestError('CLIENT_CLOSED', 'Once is enough.')
      isDisposed = true
    },
  }
}

function pagesOf({ table, interval }: ReadRequest, { isInInterval }: SourceBehaviour): ReadonlyArray<readonly Json[]> {
  const { start = -Infinity, end = Infinity } = interval ?? {}
  return [0, 1, 2, 3, 4].map((number) =>
    [2 * number, 2 * number + 1]
      .map((id) => ({ id: `${table}-${id}`, updated_at: 1000 + id }))
      .filter(({ updated_at: second }) => interval === undefined || isInInterval(second, start / 1000, end / 1000)),
  )
}
