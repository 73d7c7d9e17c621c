export type { FakeClock } from './clock.ts'
export { FakeIntercomError, type FakeIntercomErrorCode } from './error.ts'
export type { FakeIntercom, TruthOptions } from './fake-intercom.ts'
export type { Fault, PageFault } from './faults/fault.ts'
export type { FaultOrder } from './faults/fault-plan.ts'
export { rawNumber, type JsonObject, type JsonValue, type RawNumber } from './json.ts'
export type {
  CountedTable,
  FakeIntercomOptions,
  Period,
  RateLimitOptions,
  Unsearchable,
  WorkspaceOptions,
} from './options.ts'
export type { LoggedRequest } from './request-log.ts'
export { startFakeIntercom } from './start.ts'
export type { FakeStore } from './store/store.ts'
export type { RecordTable } from './store/table.ts'
