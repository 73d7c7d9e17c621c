import type { Audit, Outcome } from '@ingestr/contract'

/** What a run did to one table, and what the source counted of it: null where it says nothing. */
export interface RunCounts {
  readonly requests: number
  readonly retries: number
  readonly received: number
  readonly kept: number
  readonly inserted: number
  readonly updated: number
  /** Rows inserted or updated. */
  readonly merged: number
  readonly unchanged: number
  /** Rows or values that did not fit the table, and that its schema contract left out. */
  readonly discarded: number
  /** Live rows in the target table after the run; those that an unfinished replace has staged are not in it. */
  readonly rows: number
  /** Records that the source said it has, as soon as it said so. */
  readonly apiCount: number | null
  readonly apiCountBefore: number | null
  readonly apiCountAfter: number | null
  /** Records that the plan was to bring. */
  readonly planned: number | null
  /** Records that came, each counted once. */
  readonly read: number | null
  /** Records that came again within the run. */
  readonly duplicates: number | null
  /** Lists inside records that the source cut short. */
  readonly truncatedLists: number | null
  /** Records counted afterwards and not read, though looked for twice; null where it could not be proven. */
  readonly missing: number | null
  /** Of the last plan: `missing` is of records from then on, and before then, in milliseconds since the epoch; null is open. */
  readonly provenFrom?: number | null
  readonly provenBefore?: number | null
  /** Records that came of which nothing can be proven yet. */
  readonly unproven?: number | null
  /** Records counted before and after and not read, which proves nothing where records come and go. */
  readonly unaccounted?: number | null
  /** Pages that came with fewer records than asked for. */
  readonly shortPages?: number | null
}

export const noCounts: RunCounts = {
  requests: 0,
  retries: 0,
  received: 0,
  kept: 0,
  inserted: 0,
  updated: 0,
  merged: 0,
  unchanged: 0,
  discarded: 0,
  rows: 0,
  apiCount: null,
  apiCountBefore: null,
  apiCountAfter: null,
  planned: null,
  read: null,
  duplicates: null,
  truncatedLists: null,
  missing: null,
}

/** Where a commit put its rows: into the target table, or beside it until a replace is complete. */
export type RowsPlace = 'live' | 'staged'

/** The counts as they are once `outcome` is committed. */
export function addOutcome(counts: RunCounts, outcome: Outcome, place: RowsPlace): RunCounts {
  return {
    ...counts,
    received: counts.received + outcome.received,
    kept: counts.kept + outcome.kept,
    inserted: counts.inserted + outcome.inserted,
    updated: counts.updated + outcome.updated,
    merged: counts.merged + outcome.inserted + outcome.updated,
    unchanged: counts.unchanged + outcome.unchanged,
    discarded: [...(outcome.discarded?.values() ?? [])].reduce((sum, count) => sum + count, counts.discarded),
    rows: place === 'live' ? outcome.rows : counts.rows,
  }
}

/** The counts with the audit of one more plan. */
export function addAudit(counts: RunCounts, audit: Audit): RunCounts {
  return {
    ...counts,
    apiCountBefore: counts.apiCountBefore ?? audit.before,
    apiCountAfter: audit.after ?? counts.apiCountAfter,
    planned: add(counts.planned, audit.planned),
    read: add(counts.read, audit.read),
    duplicates: add(counts.duplicates, audit.repeated),
    truncatedLists: add(counts.truncatedLists, audit.truncated),
    missing: add(counts.missing, audit.missing),
    provenFrom: audit.provenFrom ?? null,
    provenBefore: audit.provenBefore ?? null,
    unproven: add(counts.unproven, audit.unproven),
    unaccounted: add(counts.unaccounted, audit.unaccounted),
    shortPages: add(counts.shortPages, audit.shortPages),
  }
}

function add(one: number | null = null, other: number | null = null): number | null {
  return one === null || other === null ? (one ?? other) : one + other
}
