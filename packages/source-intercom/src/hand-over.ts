/** Things on their way from one who brings them to one who takes them, in order, until `close` or `fail`. */
export class HandOver<Thing> {
  readonly #waiting: Thing[] = []
  #changed = Promise.withResolvers<void>()
  #end: { readonly error?: unknown } | undefined

  push(thing: Thing): void {
    this.#waiting.push(thing)
    this.#wake()
  }

  /** No more come. */
  close(): void {
    this.#end = {}
    this.#wake()
  }

  /** No more come; what is there already is handed over before the error. */
  fail(error: unknown): void {
    this.#end = { error }
    this.#wake()
  }

  /** Takes away what nobody will ask for any more. */
  discard(): readonly Thing[] {
    return this.#waiting.splice(0)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Thing, void, undefined> {
    for (;;) {
      const thing = this.#waiting.shift()
      if (thing !== undefined) {
        yield thing
      } else if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error
        return
      } else {
        await this.#changed.promise
      }
    }
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
