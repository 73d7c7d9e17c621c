import { createStateStore } from '@ingestr/state-kysely'
import { planTables, type TablePlan } from '@ingestr/sync'

import { chooseTables } from './choose-tables.ts'
import { createDestination, createSource } from './connectors.ts'
import type { IngestOptions } from './ingest-options.ts'
import { shapeTables } from './shaped-source.ts'
import { checkStrategy } from './strategy.ts'
import { createSystemRuntime } from './system-runtime.ts'

/** What a run would do, and where. */
export type IngestPlan = { readonly location: string; readonly tables: readonly TablePlan[] }

/**
 * What `ingest` with the same options would do: counts a little, writes nothing, makes no file.
 * @throws IngestError as `ingest`; what concerns one table is told as its `error`
 */
export async function plan(options: IngestOptions): Promise<IngestPlan> {
  const { runtime = createSystemRuntime(), signal } = options
  await using plain = await createSource(options.sourceUri, runtime, options.sourceSettings)
  await using destination = await createDestination(options.destUri, runtime, options.destSettings)
  const tables = await chooseTables(plain, options.sourceTables, options.destTable, { signal })
  const source = await shapeTables(plain, tables, options)
  checkStrategy(destination, options.incrementalStrategy)
  const planned = await planTables({
    source,
    destination,
    state: createStateStore(),
    clock: runtime.clock,
    random: runtime.random,
    tables,
    interval: options.interval,
    isFullRefresh: options.fullRefresh,
    signal,
    report: options.report,
  })
  return { location: destination.location, tables: planned }
}
