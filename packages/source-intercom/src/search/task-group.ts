/** Tasks that may start others. The first that fails is the one to tell of; `onFailure` is to end the others. */
export class TaskGroup {
  readonly #onFailure: () => void
  #running = 0
  #failure: { readonly error: unknown } | undefined
  #idle = Promise.withResolvers<void>()

  constructor(onFailure: () => void) {
    this.#onFailure = onFailure
  }

  run(task: () => Promise<void>): void {
    this.#running += 1
    void this.#guard(task)
  }

  /** Resolves when no task is left; then rejects if one has failed. */
  async idle(): Promise<void> {
    while (this.#running > 0) await this.#idle.promise
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #guard(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (this.#failure === undefined) {
        this.#failure = { error }
        this.#onFailure()
      }
    } finally {
      this.#running -= 1
      if (this.#running === 0) {
        this.#idle.resolve()
        this.#idle = Promise.withResolvers()
      }
    }
  }
}
