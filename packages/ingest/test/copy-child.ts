// One run in a process of its own, so that a test can kill it. Commits after every page.
import { ingest, type IngestOptions } from '../src/index.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as IngestOptions
const result = await ingest({ ...options, commitPolicy: { maxBytes: 1, maxIntervalMs: 0 } })
process.stdout.write(`${JSON.stringify(result)}\n`)
