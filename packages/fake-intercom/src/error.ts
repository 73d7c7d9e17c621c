export type FakeIntercomErrorCode = 'UNKNOWN_RECORD' | 'DUPLICATE_RECORD' | 'INVALID_OPTION' | 'UNSUPPORTED_RUNTIME'

/** What a test did wrong with the fake, as opposed to what the fake answers over HTTP. */
export class FakeIntercomError extends Error {
  override readonly name: string = 'FakeIntercomError'
  /** What went wrong; the README says what to do about it. */
  readonly code: FakeIntercomErrorCode
  /** The same call fails again. */
  readonly isRetryable: boolean = false

  constructor(code: FakeIntercomErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
