import type { TableDefinition } from '@ingestr/contract'
import { intercomResources } from '@ingestr/intercom-resources'

/** Every table of a workspace, in the order that people are shown. The same for all workspaces, so no request is made. */
export const intercomTables: readonly TableDefinition[] = Array.from(
  intercomResources.values(),
  (resource) => resource.table,
)
