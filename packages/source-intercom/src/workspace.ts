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

/** Asks `GET /me`; where that does not tell, a contact may. */
export async function findWorkspace(
  client: IntercomClient,
  region: string,
  clock: Clock,
  options: ReportOptions,
): Promise<Workspace> {
  const me = await unlessRefused(client.me(options))
  const timezone = me?.timezone ?? null
  const notes = timezone === null ? ['GET /me does not tell the timezone of the workspace.'] : []
  if (me?.workspaceId !== undefined) {
    const identity = `intercom:${(me.region ?? region).toLowerCase()}:${me.workspaceId}`
    return { identity, timezone, clockOffsetMs: clockOffset(me.serverDateMs, clock), notes }
  }
  const page = await unlessRefused(firstContact(client, options))
  const [contact] = page === undefined ? [] : createPage(page.bytes).rows(contactIdentity)
  const workspaceId = contact?.['workspace_id']
  const clockOffsetMs = clockOffset(page?.serverDateMs, clock)
  if (typeof workspaceId === 'string')
    return { identity: `intercom:${region}:${workspaceId}`, timezone, clockOffsetMs, notes }
  const unknown =
    'Neither GET /me nor a contact tells which workspace this is: that two are not mixed in one table cannot be checked.'
  return { identity: `intercom:${region}:unknown`, timezone, clockOffsetMs, notes: [...notes, unknown] }
}

/** Undefined where the app may not ask, or the host does not know the question. */
async function unlessRefused<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked
  } catch (error) {
    if (IngestError.isInstance(error) && (error.code === 'FORBIDDEN' || error.code === 'REQUEST_REJECTED'))
      return undefined
    throw error
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
