import { describe, expect, it } from 'vitest'

import { createWaitingRoom } from '../src/waiting-room.ts'

describe('the waiting room', () => {
  it('lets nobody in while the files are full, whoever filled them, and everybody when they are not', async () => {
    const waiting = createWaitingRoom({ inFiles: 100, inMemory: 1000 })
    const work = Promise.withResolvers<void>()
    const working = waiting.during(() => work.promise)
    waiting.arrived(60)
    await waiting.room()
    waiting.arrived(60)
    let passed = 0
    const entering = Promise.all([1, 2].map(() => waiting.room().then(() => (passed += 1))))
    waiting.left(10)
    await Promise.resolve()
    expect(passed).toBe(0)
    waiting.left(50)
    await entering
    expect(passed).toBe(2)
    work.resolve()
    await working
  })

  it('lets pages in when nothing is going on that could make room: they wait for a commit that nobody has asked for', async () => {
    const waiting = createWaitingRoom({ inFiles: 100, inMemory: 100 })
    const work = Promise.withResolvers<void>()
    waiting.arrived(200)
    const working = waiting.during(() => work.promise)
    let hasPassed = false
    const entering = waiting.room().then(() => (hasPassed = true))
    await Promise.resolve()
    expect(hasPassed).toBe(false)
    work.resolve()
    await working
    await entering
  })

  it('tells whether more may be read into memory', () => {
    const waiting = createWaitingRoom({ inFiles: 100, inMemory: 100 })
    waiting.reading(100)
    expect(waiting.hasMemory).toBe(false)
    waiting.committed(1)
    expect(waiting.hasMemory).toBe(true)
  })

  it('rejects a wait with the reason of an abort', async () => {
    const waiting = createWaitingRoom({ inFiles: 1, inMemory: 1 })
    waiting.arrived(1)
    const work = Promise.withResolvers<void>()
    const working = waiting.during(() => work.promise)
    const controller = new AbortController()
    const reason = new Error('stopped by the user')
    const entering = waiting.room({ signal: controller.signal })
    controller.abort(reason)
    await expect(entering).rejects.toBe(reason)
    work.resolve()
    await working
  })
})
