export { numberParameters } from './numbered-parameters.ts'
export { createStateStore } from './state-store.ts'
export { forgetEntry, readState, type StoredState } from './stored-state.ts'
export type {
  CheckpointsTable,
  RunsView,
  RunTablesTable,
  SchemaChangesTable,
  StateTables,
  VersionsTable,
} from './tables.ts'
