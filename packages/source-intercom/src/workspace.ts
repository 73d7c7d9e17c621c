import { IngestError, type ReportOptions, type TableDefinition } from '@ingestr/contract'
import type { IntercomClient, IntercomPage } from '@ingestr/intercom-client'
import { createPage } from '@ingestr/records'

import { dateFilter } from './search/search-query.ts'

/** Whose data the token reads. */
export interface Workspace {
  /** `intercom:<region>:<workspace>`. */
  readonly identity: string
  /** IANA name; null when the API does not tell. */
  readonly timezone: string | null
  readonly notes: readonly string[]
}

/** What an identity is made of where the API does not tell it. */
export interface IdentityFallback {
  readonly region: string
  /** A one-way digest, so that two tokens are not taken for one workspace. Undefined: such a workspace is refused. */
  readonly tokenDigest: string | undefined
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
  fallback: IdentityFallback,
  options: ReportOptions,
): Promise<Workspace> {
  const me = await unlessRefused(client.me(options))
  const timezone = me?.timezone ?? null
  const notes = timezone === null ? ['GET /me does not tell the timezone of the workspace.'] : []
  if (me?.workspaceId !== undefined) {
    const identity = `intercom:${(me.region ?? fallback.region).toLowerCase()}:${me.workspaceId}`
    return { identity, timezone, notes }
  }
  const page = await unlessRefused(firstContact(client, options))
  const [contact] = page === undefined ? [] : createPage(page.bytes).rows(contactIdentity)
  const workspaceId = contact?.['workspace_id']
  if (typeof workspaceId === 'string')
    return { identity: `intercom:${fallback.region}:${workspaceId}`, timezone, notes }
  if (fallback.tokenDigest === undefined) {
    throw new IngestError(
      'FORBIDDEN',
      'Neither GET /me nor a contact tells which workspace the token belongs to. Use a token that may read one of them.',
    )
  }
  const unknown = 'Neither GET /me nor a contact tells which workspace this is: a table stays with this token instead.'
  return { identity: `intercom:${fallback.region}:token-${fallback.tokenDigest}`, timezone, notes: [...notes, unknown] }
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
