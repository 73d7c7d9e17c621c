import { IngestError } from '@ingestr/contract'
import { assert } from 'vitest'

/** The IngestError that a promise rejects with; fails when it resolves, or rejects with another error. */
export async function rejectionOf(promise: Promise<unknown>): Promise<IngestError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert(IngestError.isInstance(error), `not an IngestError: ${String(error)}`)
  return error
}

/** Every item of a stream. */
export async function drain<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  return Array.fromAsync(items)
}
