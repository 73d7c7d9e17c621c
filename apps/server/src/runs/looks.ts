import { IngestError } from '@ingestr/contract'

import type { Connections } from '../connections/connections.ts'
import { notFound } from '../server-error.ts'
import type { Redactor } from '../secrets/redactor.ts'
import type { Syncs } from '../syncs/syncs.ts'
import { startChild } from './child-process.ts'
import type { Destinations } from './destinations.ts'
import type { CheckOutcome, Job, RowsOutcome } from './job.ts'

const together = 2
const patienceMs = 60_000

/** What is looked at while somebody waits; in a process of its own, as a run is. */
export interface Looks {
  /** Whether a connection's token is taken, and what it may read. */
  check(connectionId: string): Promise<CheckOutcome>
  /** The first rows of a table that a sync copied. @throws IngestError `NOT_FOUND`, `DESTINATION_LOCKED` */
  rows(syncId: string, table: string, limit: number): Promise<RowsOutcome>
}

export function createLooks(options: {
  readonly connections: Connections
  readonly syncs: Syncs
  readonly destinations: Destinations
  readonly redactor: Redactor
  readonly program: string
  readonly workingDirectory: string
}): Looks {
  const { connections, syncs, destinations, redactor, program, workingDirectory } = options
  let running = 0
  const waiting: Array<() => void> = []

  async function look(job: Job): Promise<unknown> {
    if (running >= together) await new Promise<void>((resolve) => void waiting.push(resolve))
    running += 1
    const child = startChild({ program, job, workingDirectory, redactor })
    const timer = setTimeout(() => child.kill(), patienceMs)
    try {
      return await child.done
    } finally {
      clearTimeout(timer)
      running -= 1
      waiting.shift()?.()
    }
  }

  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the child gives for such a job
    check: async (id) => (await look({ kind: 'check', sourceUri: await connections.sourceUri(id) })) as CheckOutcome,
    async rows(syncId, table, limit) {
      const sync = await syncs.get(syncId)
      if (!sync.tables.includes(table)) throw notFound('table', table)
      const target = sync.destTable.replaceAll('{table}', table)
      const { uri } = destinations.resolve(sync.destination)
      try {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the child gives for such a job
        return (await look({ kind: 'rows', destUri: uri, table: target, limit })) as RowsOutcome
      } catch (cause) {
        if (!IngestError.isInstance(cause) || cause.code !== 'DESTINATION_LOCKED') throw cause
        const message =
          'The database is open elsewhere, as it is while a run writes to it. Look again when that has ended.'
        throw new IngestError('DESTINATION_LOCKED', message, { cause, isRetryable: true })
      }
    },
  }
}
