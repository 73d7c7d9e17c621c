export { type CommitPolicy, defaultCommitPolicy } from './commit-policy.ts'
export { syncTable, type SyncOptions } from './sync-table.ts'
export type { RunCounts, SyncResult } from './run-counts.ts'
