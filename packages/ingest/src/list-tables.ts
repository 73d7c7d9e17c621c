import type { Runtime, TableDefinition } from '@ingestr/contract'

import { createSource } from './connectors.ts'
import { createSystemRuntime } from './system-runtime.ts'

/** Whose tables to list. */
export type ListTablesOptions = {
  /** Default: any Intercom workspace, which needs no token. */
  readonly sourceUri?: string | undefined
  readonly runtime?: Runtime | undefined
}

/**
 * The tables that a source has, with their columns, keys and strategies.
 * @throws IngestError `INVALID_URI`
 */
export async function listTables(options: ListTablesOptions = {}): Promise<readonly TableDefinition[]> {
  if (options.sourceUri === undefined) return (await import('@ingestr/source-intercom')).intercomTables
  await using source = await createSource(options.sourceUri, options.runtime ?? createSystemRuntime())
  return await source.listTables()
}
