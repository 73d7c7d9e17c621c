import { type Clock, IngestError, type ReportOptions, type TableDefinition } from '@ingestr/contract'
import type { IntercomClient, IntercomPage } from '@ingestr/intercom-client'
import { createPage } from '@ingestr/records'

import { dateFilter } from './search-query.ts'

/** Whose data the token reads. */
export interface Workspace {
  /** `intercom:<region>:<workspace>`. */
  readonly identity: string
  /** IANA name; null when the API does not tell. */
  readonly timezone: string | null
  /** What to add to our clock to be at or before the server's, in milliseconds; at most 0 when ours is ahead. */
  readonly clockOffsetMs: number
  readonly notes: readonly string[]
}

const contactIdentity: TableDefinition = {
  name: 'contacts',
  records: ['data', '*'],
  columns: [{ name: 'workspace_id', type: 'text', path: ['workspace_id'] }],
  primaryKey: [],
  strategy: 'replace',
  isOpen: false,
}

/** Asks `GET /me`; where the app may not, a record tells the workspace. */
export async function findWorkspace(
  client: IntercomClient,
  region: string,
  clock: Clock,
  options: ReportOptions,
): Promise<Workspace> {
  try {
    const me = await client.me(options)
    return {
      identity: `intercom:${(me.region ?? region).toLowerCase()}:${me.workspaceId}`,
      timezone: me.timezone ?? null,
      clockOffsetMs: clockOffset(me.serverDateMs, clock),
      notes: [],
    }
  } catch (error) {
    if (!IngestError.isInstance(error) || error.code !== 'FORBIDDEN') throw error
    return await findWorkspaceByRecord(client, region, clock, options)
  }
}

async function findWorkspaceByRecord(
  client: IntercomClient,
  region: string,
  clock: Clock,
  options: ReportOptions,
): Promise<Workspace> {
  const page = await firstContact(client, options)
  const [contact] = page === undefined ? [] : createPage(page.bytes).rows(contactIdentity)
  const workspaceId = contact?.['workspace_id']
  if (page === undefined || typeof workspaceId !== 'string') {
    throw new IngestError(
      'FORBIDDEN',
      'The token may not read GET /me, and no contact tells which workspace it belongs to. Use a token whose app may read it.',
    )
  }
  return {
    identity: `intercom:${region}:${workspaceId}`,
    timezone: null,
    clockOffsetMs: clockOffset(page.serverDateMs, clock),
    notes: ['The token may not read GET /me: the timezone of the workspace is unknown.'],
  }
}

async function firstContact(client: IntercomClient, options: ReportOptions): Promise<IntercomPage | undefined> {
  const query = dateFilter('created_at', { lower: null, upper: null }, 'calendar-day')
  const sort = { field: 'created_at', order: 'ascending' } as const
  for await (const page of client.searchContacts({ query, sort, perPage: 1 }, options)) return page
  return undefined
}

/** The `Date` header has whole seconds, rounded down, and is older than now: the offset errs towards the past. */
function clockOffset(serverDateMs: number | undefined, clock: Clock): number {
  return serverDateMs === undefined ? 0 : serverDateMs - clock.now()
}
