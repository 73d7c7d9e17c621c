import type { Clock } from '@ingestr/contract'

import type { Database } from '../store/open-store.ts'
import type { RunEventRow } from '../store/tables.ts'

/** What is told of a run: a line, how far it is, that a table or the run came to an end. */
type RunEventType = 'log' | 'progress' | 'table' | 'status'

/** `seq` counts from 1 in each run, without gaps that matter: later events have higher ones. */
export interface RunEvent {
  readonly seq: number
  readonly at: number
  readonly type: RunEventType
  readonly data: { readonly [field: string]: unknown }
}

type LogLevel = 'info' | 'warning' | 'error' | 'output'

/** Events of runs: stored, and passed on to who listens at the moment. */
export interface RunEvents {
  append(runId: string, type: RunEventType, data: RunEvent['data'], at?: number): Promise<void>
  log(runId: string, level: LogLevel, text: string, at?: number): Promise<void>
  readAfter(runId: string, seq: number, most: number): Promise<readonly RunEvent[]>
  /** The latest lines of its log, oldest first. */
  readLog(runId: string, most: number): Promise<readonly RunEvent[]>
  /** `listener` is called for each event that is stored from now on; call the result to end it. */
  listen(runId: string, listener: (event: RunEvent) => void): () => void
}

const mostLines = 5000
const longestLine = 2000

/** All that is stored or sent passes `redact`. */
export function createRunEvents(
  database: Database,
  clock: Pick<Clock, 'now'>,
  redact: (text: string) => string,
): RunEvents {
  const listeners = new Map<string, Set<(event: RunEvent) => void>>()
  const lines = new Map<string, number>()

  async function append(runId: string, type: RunEventType, data: RunEvent['data'], at = clock.now()): Promise<void> {
    const text = redact(JSON.stringify(data))
    const { seq } = await database
      .insertInto('run_event')
      .values((from) => ({
        run_id: runId,
        seq: from
          .selectFrom('run_event')
          .where('run_id', '=', runId)
          .select((inner) => inner(inner.fn.coalesce(inner.fn.max('seq'), inner.lit(0)), '+', inner.lit(1)).as('next')),
        at,
        type,
        data: text,
      }))
      .returning('seq')
      .executeTakeFirstOrThrow()
    const event = { seq, at, type, data: parse(text) }
    for (const listener of listeners.get(runId) ?? []) listener(event)
  }

  return {
    async append(runId, type, data, at) {
      // A run that has ended says so last: nothing more is counted.
      if (type === 'status' && data['status'] !== 'running') lines.delete(runId)
      await append(runId, type, data, at)
    },
    async log(runId, level, text, at) {
      const count = (lines.get(runId) ?? 0) + 1
      lines.set(runId, count)
      if (count < mostLines) await append(runId, 'log', { level, text: text.slice(0, longestLine) }, at)
      if (count === mostLines) await append(runId, 'log', { level: 'warning', text: 'More lines are not kept.' }, at)
    },
    async readAfter(runId, seq, most) {
      const rows = await database
        .selectFrom('run_event')
        .selectAll()
        .where('run_id', '=', runId)
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(most)
        .execute()
      return rows.map(toEvent)
    },
    async readLog(runId, most) {
      const rows = await database
        .selectFrom('run_event')
        .selectAll()
        .where('run_id', '=', runId)
        .where('type', '=', 'log')
        .orderBy('seq', 'desc')
        .limit(most)
        .execute()
      return rows.map(toEvent).toReversed()
    },
    listen(runId, listener) {
      const own = listeners.get(runId) ?? new Set()
      listeners.set(runId, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0) listeners.delete(runId)
      }
    },
  }
}

function toEvent({ seq, at, type, data }: RunEventRow): RunEvent {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this module wrote it
  return { seq, at, type: type as RunEventType, data: parse(data) }
}

function parse(text: string): RunEvent['data'] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this module wrote it, as an object
  return JSON.parse(text) as RunEvent['data']
}
