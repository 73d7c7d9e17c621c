import { expect, it } from 'vitest'

import { createTurns } from '../src/turns.ts'

it('begins work when the work before it has ended, well or not', async () => {
  const turns = createTurns()
  const log: string[] = []
  const work = (name: string) => async (): Promise<void> => {
    log.push(`${name} begins`)
    await Promise.resolve()
    log.push(`${name} ends`)
    if (name === 'a') throw new TypeError(name)
  }
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns.take(work(name))))
  expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

it('rejects a wait at once when it is aborted, and keeps the order of the others', async () => {
  const turns = createTurns()
  const first = Promise.withResolvers<string>()
  const controller = new AbortController()
  const reason = new Error('stopped by the user')
  const running = turns.take(() => first.promise)
  const waiting = turns.take(() => Promise.resolve('never'), { signal: controller.signal })
  let hasBegun = false
  const next = turns.take(async () => {
    hasBegun = true
  })
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(hasBegun).toBe(false)
  first.resolve('done')
  expect(await running).toBe('done')
  await next
  expect(hasBegun).toBe(true)
})
