/**
 * Which walk has counted which record, over the parts of a day that is divided by a key that changes: a record that is
 * changed meanwhile may come in one part, and in another one as well. Of one day's records only.
 */
export class ClaimedRecords {
  readonly #claims = new Map<string, object>()

  /** Whether the record is the walk's to count: no walk has counted it before. Records without an id always are. */
  claim(id: string | undefined, walk: object): boolean {
    if (id === undefined) return true
    if (this.#claims.has(id)) return false
    this.#claims.set(id, walk)
    return true
  }

  /** What a walk has counted is read once more, by others or by itself. */
  release(walk: object): void {
    for (const [id, holder] of this.#claims) if (holder === walk) this.#claims.delete(id)
  }
}
