import type { FakeClock } from '../clock.ts'
import { createBlueprints } from '../data/blueprints.ts'
import { objectId, salts } from '../data/identifiers.ts'
import { createTimes, type Span } from '../data/times.ts'
import type { World } from '../data/world.ts'
import { FakeIntercomError } from '../error.ts'
import type { JsonValue } from '../json.ts'
import type { CountedTable, FakeOptions, Period } from '../options.ts'
import { createTable, type RecordTable, type StoredTable } from './table.ts'

/** The workspace's records, for tests to change, before or while they are read. */
export type FakeStore = { readonly [table in CountedTable]: RecordTable } & {
  /** `from` vanishes into `into`: lists and search no longer show it, a read by its id is answered 410 with a link. */
  mergeContacts(from: string, into: string): void
}

/** The same, as the routes read it. */
export interface Store {
  readonly tables: { readonly [table in CountedTable]: StoredTable }
  readonly face: FakeStore
  /** What a contact was merged into; undefined for one that was not merged. */
  mergedInto(contactId: string): string | undefined
}

/** How long before now the newest generated record was changed. */
const quietSeconds = 3600

export function createStore(options: FakeOptions, clock: FakeClock): Store {
  const blueprints = createBlueprints(createWorld(options, Math.floor(clock.now() / 1000)))
  const make = (table: CountedTable): StoredTable =>
    createTable({
      blueprint: blueprints[table],
      count: options.counts[table],
      clock,
      indexLagMs: options.indexLagMs,
    })
  const tables = {
    contacts: make('contacts'),
    companies: make('companies'),
    conversations: make('conversations'),
    articles: make('articles'),
    tags: make('tags'),
    segments: make('segments'),
    admins: make('admins'),
    teams: make('teams'),
    dataAttributes: make('dataAttributes'),
    conversationAttributes: make('conversationAttributes'),
  }
  const merged = new Map<string, string>()

  function mergeContacts(from: string, into: string): void {
    const source = tables.contacts.get(from)
    const target = tables.contacts.get(into)
    if (source === undefined || target === undefined) {
      throw new FakeIntercomError('UNKNOWN_RECORD', `There is no contact with the id ${source ? into : from} to merge.`)
    }
    const history: JsonValue = target['merge_history'] ?? []
    const entry = {
      type: 'merge_history',
      source_contact_id: from,
      source_contact_role: source['role'] ?? null,
      merged_at: Math.floor(clock.now() / 1000),
    }
    tables.contacts.delete(from)
    tables.contacts.update(into, { merge_history: [...(Array.isArray(history) ? history : []), entry] })
    merged.set(from, into)
  }

  return { tables, face: { ...tables, mergeContacts }, mergedInto: (contactId) => merged.get(contactId) }
}

function createWorld(options: FakeOptions, now: number): World {
  const { seed, counts, workspace, createdSpreadDays } = options
  const end = now - quietSeconds
  const start = end - Math.floor(createdSpreadDays * 86_400)
  const created = secondsOf(options.createdBetween)
  const updated = secondsOf(options.updatedBetween)
  const spanOf = (table: CountedTable): Span => {
    const isGiven = table === 'contacts' || table === 'conversations'
    const over = (isGiven ? created : undefined) ?? [start, end]
    return {
      seed: seed + salts[table],
      created: over,
      updated: isGiven ? updated : undefined,
      end: Math.max(end, over[1]),
      count: counts[table],
    }
  }
  const idOf = (table: 'contacts' | 'companies'): ((ordinal: number) => string) => {
    const timesOf = createTimes(spanOf(table))
    return (ordinal) => objectId(seed, salts[table], ordinal, timesOf(ordinal).createdAt)
  }
  return {
    seed,
    workspaceId: workspace.id,
    start,
    end,
    spanOf,
    counts,
    contactId: idOf('contacts'),
    companyId: idOf('companies'),
  }
}

function secondsOf(period: Period | undefined): readonly [start: number, end: number] | undefined {
  return period && [Math.floor(period[0] / 1000), Math.floor(period[1] / 1000)]
}
