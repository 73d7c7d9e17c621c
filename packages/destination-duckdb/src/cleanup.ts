/** What is to be undone, last first. (Node 22 has no `AsyncDisposableStack`.) */
export interface Cleanup {
  readonly isDone: boolean
  add(undo: () => void | PromiseLike<void>): void
  /** Undoes everything, whatever fails on the way, then throws the first failure. A second call does nothing. */
  run(): Promise<void>
}

export function createCleanup(): Cleanup {
  const undos: Array<() => void | PromiseLike<void>> = []
  let isDone = false
  return {
    get isDone() {
      return isDone
    },
    add(undo) {
      undos.push(undo)
    },
    async run() {
      isDone = true
      const failures: unknown[] = []
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await undo()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
