import type { Column, TableDefinition } from '@ingestr/contract'

/** A table, and how the API lists what fills it. */
export interface IntercomResource {
  readonly table: TableDefinition
  /**
   * `search`: POST with a query, sorted, by cursor. `scroll`: GET with a `scroll_param`, everything each time.
   * `numbered`: GET by page number, newest first. `single`: GET, all in one answer.
   */
  readonly listing: 'search' | 'scroll' | 'numbered' | 'single'
  /** Path of the listing, without host. */
  readonly path: `/${string}`
  /** Query parameters of the listing: fields that are sent only where they are asked for. */
  readonly query: Readonly<Record<string, string>>
  /** Key of the list in the body. */
  readonly recordsKey: string
  /** Whether the records have versions, so that those of an interval can be told from others. */
  readonly interval: 'supported' | 'ignored'
}

/** What makes one table differ from another. */
export type ResourceOptions = Pick<IntercomResource, 'listing' | 'path' | 'recordsKey'> & {
  readonly query?: IntercomResource['query']
  readonly name: string
  readonly description: string
  readonly columns: readonly Column[]
  /** What tells of a person, as masks of the preset `intercom-pii`: `column:algorithm`. */
  readonly personal?: readonly string[]
}

/** Records with an id and a version: later runs bring new and updated ones. */
export function versionedResource(options: ResourceOptions): IntercomResource {
  const table = { ...openTable(options), primaryKey: ['id'], versionColumn: 'updated_at', strategy: 'merge' } as const
  return { ...listingOf(options), table, interval: 'supported' }
}

/** Records that each run replaces as a whole. */
export function replacedResource(options: ResourceOptions & { readonly primaryKey: string }): IntercomResource {
  const table = { ...openTable(options), primaryKey: [options.primaryKey], strategy: 'replace' } as const
  return { ...listingOf(options), table, interval: 'ignored' }
}

function openTable({ name, description, recordsKey, columns, listing, path, personal = [] }: ResourceOptions) {
  const endpoint = `${listing === 'search' ? 'POST' : 'GET'} ${path}`
  const maskPresets = { 'intercom-pii': personal }
  return { name, description, records: [recordsKey, '*'], columns, endpoint, maskPresets, isOpen: true }
}

function listingOf({ listing, path, query = {}, recordsKey }: ResourceOptions) {
  return { listing, path, query, recordsKey }
}
