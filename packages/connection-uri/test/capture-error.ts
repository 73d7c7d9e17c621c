import { IngestError } from '@ingestr/contract'
import { assert } from 'vitest'

/** The IngestError that `action` throws; fails when it throws none, or another error. */
export function captureError(action: () => unknown): IngestError {
  try {
    action()
  } catch (error) {
    assert(error instanceof IngestError, `not an IngestError: ${String(error)}`)
    return error
  }
  assert.fail('nothing was thrown')
}
