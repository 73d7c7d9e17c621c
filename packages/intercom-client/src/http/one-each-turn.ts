const waiting: Array<() => void> = []
let isUnderWay = false

/**
 * Resolves for one caller in each turn of the event loop, first come, first served. To read a page takes some milliseconds of the
 * thread: of pages that come together, the next is read when whatever else waits for the thread was heard, be it the writer's database.
 */
export async function oneEachTurn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  waiting.push(resolve)
  if (!isUnderWay) setImmediate(admitNext)
  isUnderWay = true
  await promise
}

function admitNext(): void {
  const admit = waiting.shift()
  isUnderWay = admit !== undefined
  if (admit === undefined) return
  admit()
  setImmediate(admitNext)
}
