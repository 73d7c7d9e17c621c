import { IngestError } from '@ingestr/contract'

import type { Person } from './scripted-source.ts'

/** Two people, as a first page brings them. */
export const first: readonly Person[] = [
  { id: '1', name: 'Ada', updated_at: 100 },
  { id: '2', name: 'Bob', updated_at: 100 },
]

/** One more person, and a later version of one of the first page. */
export const second: readonly Person[] = [
  { id: '3', name: 'Cyd', updated_at: 101 },
  { id: '2', name: 'Bea', updated_at: 102 },
]

/** What a source may fail with in place of a page. */
export const outage: IngestError = new IngestError('REQUEST_FAILED', 'The server is away.', { isRetryable: true })
