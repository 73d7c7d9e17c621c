export { createManualClock, type ManualClock } from './manual-clock.ts'
export { rejectionOf } from './rejection.ts'
export { createSeededRandom } from './seeded-random.ts'
export { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts'
