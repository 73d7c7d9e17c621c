import { IngestError } from '@ingestr/contract'
import { describeFailure } from '@ingestr/ingest/telling'

/** What a run failed with, as it crosses the channel. */
export interface ChildFailure {
  readonly code: string
  readonly message: string
  readonly isRetryable: boolean
}

export function toChildFailure(error: unknown): ChildFailure {
  return { ...describeFailure(error), isRetryable: IngestError.isInstance(error) && error.isRetryable }
}
