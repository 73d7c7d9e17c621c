export { createManualClock, type ManualClock } from './manual-clock.ts'
export { createSeededRandom } from './seeded-random.ts'
export { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts'
