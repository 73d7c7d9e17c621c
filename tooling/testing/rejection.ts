import { IngestError } from '@ingestr/contract'

/** The IngestError that a promise rejects with. Fails when it resolves, or rejects with another error. */
export async function rejectionOf(promise: Promise<unknown>): Promise<IngestError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (IngestError.isInstance(error)) return error
  throw new TypeError('It did not reject with an IngestError.', { cause: error })
}
