import type { RecordOutline } from './record-outline.ts'

/** Collects records and their members, of one list after the other: its memory is used again. */
export class MemberBuffer {
  #ids = new Int32Array(2 ** 15)
  #values = new Int32Array(2 ** 15)
  #length = 0
  #numbers: number[] = []
  #starts: number[] = []
  #ends: number[] = []
  #firsts: number[] = []

  clear(): void {
    this.#length = 0
    this.#numbers = []
    this.#starts = []
    this.#ends = []
    this.#firsts = []
  }

  begin(number: number, start: number): void {
    this.#numbers.push(number)
    this.#starts.push(start)
    this.#firsts.push(this.#length)
  }

  end(end: number): void {
    this.#ends.push(end)
  }

  add(id: number, value: number): void {
    const length = this.#length
    if (length === this.#ids.length) this.#grow()
    this.#ids[length] = id
    this.#values[length] = value
    this.#length = length + 1
  }

  take(): Omit<RecordOutline, 'keys' | 'flagged'> {
    const length = this.#length
    return {
      numbers: this.#numbers,
      starts: this.#starts,
      ends: this.#ends,
      firsts: [...this.#firsts, length],
      ids: this.#ids.slice(0, length),
      values: this.#values.slice(0, length),
    }
  }

  #grow(): void {
    const [ids, values] = [this.#ids, this.#values]
    this.#ids = new Int32Array(2 * ids.length)
    this.#values = new Int32Array(2 * ids.length)
    this.#ids.set(ids)
    this.#values.set(values)
  }
}
