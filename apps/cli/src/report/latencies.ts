/** Bins to each doubling: a quantile is right to a twelfth or so. */
const binsPerDoubling = 4

/** How long requests took, in so little room that a run of any length fits: counts of logarithmic bins. */
export class Latencies {
  readonly #counts = new Map<number, number>()
  #total = 0

  add(durationMs: number): void {
    const bin = Math.round(Math.log2(Math.max(1, durationMs)) * binsPerDoubling)
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + 1)
    this.#total += 1
  }

  merge(other: Latencies): void {
    for (const [bin, count] of other.#counts) this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + count)
    this.#total += other.#total
  }

  /** The duration in milliseconds that the share of the requests did not exceed, about; undefined where there was none. */
  quantile(share: number): number | undefined {
    let left = this.#total * share
    for (const [bin, count] of [...this.#counts].toSorted(([one], [other]) => one - other)) {
      left -= count
      if (left <= 0) return Math.round(2 ** (bin / binsPerDoubling))
    }
    return undefined
  }
}
