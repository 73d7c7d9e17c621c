import { iso } from '../iso.ts'
import { nextTimes, readSchedule } from '../schedule/next-times.ts'
import type { SyncRow } from '../store/tables.ts'

const shownTimes = 5

/** A sync as it is shown; times are ISO 8601. */
export interface SyncView {
  readonly id: string
  readonly name: string
  readonly connectionId: string
  readonly tables: readonly string[]
  readonly destination: string
  readonly destTable: string
  readonly strategy: 'merge' | 'replace' | 'append' | null
  readonly mask: string
  readonly strict: boolean
  readonly publish: boolean
  readonly schedule: string | null
  readonly timezone: string
  readonly overlap: 'skip' | 'queue'
  readonly missed: 'once' | 'skip'
  readonly retries: number
  readonly paused: boolean
  /** Why it was paused, where that was not a person's doing. */
  readonly pausedWhy: string | null
  readonly nextTimes: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
}

export function viewSync(row: SyncRow, now: number): SyncView {
  return {
    id: row.id,
    name: row.name,
    connectionId: row.connection_id,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this package, as a list of names
    tables: JSON.parse(row.tables) as string[],
    destination: row.destination,
    destTable: row.dest_table,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked when it was stored
    strategy: row.strategy as SyncView['strategy'],
    mask: row.mask,
    strict: row.is_strict === 1,
    publish: row.publishes === 1,
    schedule: row.schedule,
    timezone: row.timezone,
    overlap: row.overlap,
    missed: row.missed,
    retries: row.retries,
    paused: row.is_paused === 1,
    pausedWhy: row.paused_why,
    nextTimes: timesOf(row, now),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  }
}

function timesOf({ schedule, timezone, is_paused, next_at }: SyncRow, now: number): readonly string[] {
  if (schedule === null || is_paused === 1 || next_at === null) return []
  const later = nextTimes(readSchedule(schedule, timezone), Math.max(now, next_at), shownTimes - 1)
  return [next_at, ...later].map(iso)
}
