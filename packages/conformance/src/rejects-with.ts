import { AssertionError } from 'node:assert/strict'

/** Asserts that a call rejects with this very reason, neither wrapped nor copied. */
export async function rejectsWith(call: Promise<unknown>, reason: Error, what = 'the call'): Promise<void> {
  let ended: unknown
  try {
    await call
  } catch (error) {
    if (error === reason) return
    ended = error
  }
  const message = ended === undefined ? `${what} resolved` : `${what} rejected with something else: ${nameOf(ended)}`
  throw new AssertionError({ message, actual: ended, expected: reason, operator: 'rejectsWith' })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : typeof error
}
