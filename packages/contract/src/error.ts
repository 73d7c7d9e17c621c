const marker = Symbol.for('@ingestr/contract/IngestError')

/** `isRetryable`: whether the same call may succeed later. */
export type IngestErrorOptions = ErrorOptions & { readonly isRetryable?: boolean }

/** The one base of all errors that leave a package. The message says what was wrong and the way out, never a secret. */
export class IngestError extends Error {
  override readonly name: string = 'IngestError'
  /** One of the codes that `docs/errors.md` explains, or a third party's own. A code, once given a meaning, keeps it. */
  readonly code: Uppercase<string>
  readonly isRetryable: boolean

  constructor(code: Uppercase<string>, message: string, options: IngestErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.isRetryable = options.isRetryable ?? false
    Object.defineProperty(this, marker, { value: true })
  }

  /** Recognises errors of every installed copy of this package, where `instanceof` would not. */
  static isInstance(value: unknown): value is IngestError {
    return typeof value === 'object' && value !== null && marker in value
  }
}
