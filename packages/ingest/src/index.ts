export { ingest } from './ingest.ts'
export type { IngestOptions, IngestResult } from './ingest-options.ts'
export { createSystemRuntime } from './system-runtime.ts'
