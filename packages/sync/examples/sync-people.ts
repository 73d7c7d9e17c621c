import type { StatefulDestination, Source } from '@ingestr/contract'
import { createStateStore } from '@ingestr/state-kysely'
import { syncTable } from '@ingestr/sync'

/** Runs one table of any source into any destination; the next run goes on where this one ended. */
export async function syncPeople(source: Source, destination: StatefulDestination): Promise<number> {
  const result = await syncTable({
    source,
    destination,
    state: createStateStore(),
    clock: { now: Date.now, sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)) },
    random: Math.random,
    table: 'people',
    target: { schema: 'crm', name: 'people' },
  })
  return result.counts.rows
}
