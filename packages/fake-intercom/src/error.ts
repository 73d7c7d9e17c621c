/** What a test did wrong with the fake, as opposed to what the fake answers over HTTP. */
export class FakeIntercomError extends Error {
  override readonly name: string = 'FakeIntercomError'
  readonly code: 'UNKNOWN_RECORD' | 'DUPLICATE_RECORD' | 'INVALID_OPTION'
  /** The same call fails again. */
  readonly isRetryable: boolean = false

  constructor(code: 'UNKNOWN_RECORD' | 'DUPLICATE_RECORD' | 'INVALID_OPTION', message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
