export { createStateStore } from './state-store.ts'
export type { CheckpointsTable, RunsTable, RunTablesTable, StateTables, VersionsTable } from './tables.ts'
