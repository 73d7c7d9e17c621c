// One run in a process of its own, so that a test can kill it. Commits as often as it can, and says so.
import { ingest, type IngestOptions } from '../src/index.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as IngestOptions
await ingest({
  ...options,
  commitPolicy: { maxBytes: 1, maxIntervalMs: 0 },
  report: (event) => {
    if (event.type === 'rows-committed') process.stdout.write('committed\n')
  },
})
