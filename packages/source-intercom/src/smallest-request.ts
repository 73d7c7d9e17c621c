import { IngestError, type ReportOptions } from '@ingestr/contract'
import type { IntercomClient } from '@ingestr/intercom-client'
import type { IntercomResource } from '@ingestr/intercom-resources'

import { createSearchApi } from './search/search-api.ts'

/**
 * The smallest request that a table's token must be good for. Gives how many records there are, null where the answer does
 * not tell. Companies are counted by their list, so that no scroll is held open.
 */
export async function askSmallest(
  client: IntercomClient,
  { listing, path, query, table }: IntercomResource,
  options: ReportOptions,
): Promise<number | null> {
  switch (listing) {
    case 'search': {
      return (await createSearchApi(client, path, 'created_at', options).countAll()) ?? null
    }
    case 'scroll': {
      const count = await client.countCompanies(options)
      if (count === undefined) throw notListed(table.name)
      return count
    }
    case 'numbered': {
      for await (const { envelope } of client.listArticles({ perPage: 1 }, options)) return envelope.totalCount ?? null
      return null
    }
    case 'single': {
      return (await client.list(path, query, options)).envelope.count
    }
  }
}

function notListed(table: string): IngestError {
  return new IngestError(
    'FORBIDDEN',
    `Intercom does not list the ${table}. Give the app the scope "Read and list users and companies" in the Developer Hub.`,
  )
}
