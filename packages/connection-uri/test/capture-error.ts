import { IngestError } from '@ingestr/contract'
import { assert } from 'vitest'

/** The IngestError that `action` throws; fails when it throws none, or another error. */
export function captureError(action: () => unknown): IngestError {
  const error = thrownBy(action)
  assert(IngestError.isInstance(error), `not an IngestError: ${String(error)}`)
  return error
}

function thrownBy(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}
