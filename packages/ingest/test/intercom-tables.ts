import type { TableDefinition } from '@ingestr/contract'
import { intercomResources } from '@ingestr/intercom-resources'

/** The definitions of all tables of an Intercom workspace. */
export const intercomTables: readonly TableDefinition[] = [...intercomResources.values()].map(({ table }) => table)
