import type { RunRecord, StateEntry } from '@ingestr/contract'

export const entry: StateEntry = {
  source: 'intercom:us:abc',
  table: 'contacts',
  target: 'intercom.contacts',
  checkpoint: { cursor: 1_700_000_000_000, partitions: [{ startingAfter: 'ünï"\'?;--', isDone: false }], none: null },
  generation: 'g1',
  strategy: 'merge',
  isPublished: false,
  rows: 60_000,
  revision: 1,
}

export const run: RunRecord = {
  source: entry.source,
  table: entry.table,
  target: entry.target,
  id: 'run-1',
  status: 'running',
  startedAt: Date.UTC(2026, 10, 23, 9, 0, 0, 123),
  counts: { requests: 401, received: 60_000, apiCount: null, partitions: 12, retries: 0.5 },
}
