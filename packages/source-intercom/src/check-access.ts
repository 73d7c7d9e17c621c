import { IngestError, type ReportOptions, type SourceCheck } from '@ingestr/contract'
import type { IntercomClient, ToldRateLimit } from '@ingestr/intercom-client'
import type { IntercomResource } from '@ingestr/intercom-resources'

import { askSmallest } from './smallest-request.ts'
import type { Workspace } from './workspace.ts'

/** Asks for the least of each table, one after the other, and tells what the answers said. */
export async function checkAccess(
  client: IntercomClient,
  { identity, timezone }: Workspace,
  resources: readonly IntercomResource[],
  options: ReportOptions,
): Promise<SourceCheck> {
  const tables: Array<SourceCheck['tables'][number]> = []
  for (const resource of resources) tables.push(await checkTable(client, resource, options))
  const [, region = '', workspace = ''] = identity.split(':')
  return {
    facts: [
      { name: 'workspace', value: workspace },
      { name: 'region', value: `${region} (${client.host})` },
      { name: 'time zone', value: timezone ?? 'not told' },
      { name: 'API version', value: client.apiVersion },
      { name: 'rate limit', value: describeLimit(client.rateLimit) },
    ],
    tables,
  }
}

async function checkTable(
  client: IntercomClient,
  resource: IntercomResource,
  options: ReportOptions,
): Promise<SourceCheck['tables'][number]> {
  const table = resource.table.name
  try {
    await askSmallest(client, resource, options)
    return { table }
  } catch (error) {
    // A token that is not taken at all is not about this table.
    if (!IngestError.isInstance(error) || error.code === 'UNAUTHORIZED') throw error
    return { table, error }
  }
}

function describeLimit(told: ToldRateLimit | undefined): string {
  if (told === undefined) return 'not told'
  const { limit, remaining, windowMs, requestsPerSecond } = told
  return `${limit} requests in ${windowMs / 1000} s, ${remaining} left; this tool may send ${Math.floor(requestsPerSecond)} a second`
}
