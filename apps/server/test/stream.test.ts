import { createManualClock, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { streamEvents } from '../src/api/stream-events.ts'
import { createRunEvents, type RunEvents } from '../src/runs/run-events.ts'
import { createRuns } from '../src/runs/runs.ts'
import { openTestStore } from './harness/store.ts'

/** A run that goes on, its events, and who listens to them. */
async function prepare(onRead?: (events: RunEvents, runId: string, read: number) => Promise<void>) {
  const clock = createManualClock(1000)
  const store = await openTestStore(clock)
  const queue = await store.nextQueue()
  const { id } = await store.addSync()
  const run = await queue.enqueue({ syncId: id, cause: 'manual', destination: 'warehouse', attempt: 1 })
  await queue.claim()
  const events = createRunEvents(store.database, clock, (text) => text)
  const runs = createRuns({ database: store.database, queue, events, wake: () => undefined })
  const closing = new AbortController()
  let listeners = 0
  const counted: RunEvents = {
    ...events,
    listen(runId, listener) {
      listeners += 1
      const unlisten = events.listen(runId, listener)
      return () => {
        listeners -= 1
        unlisten()
      }
    },
    async readAfter(...given) {
      const page = await events.readAfter(...given)
      await onRead?.(events, run.id, page.length)
      return page
    },
  }
  const open = async (lastEventId?: string, signal = new AbortController().signal) =>
    await streamEvents(run.id, lastEventId, signal, { events: counted, runs, closing: closing.signal })
  return { store, queue, run, events, closing, open, listeners: () => listeners }
}

/** The numbers of the events in a text, in the order in which they came. */
function numbersIn(text: string): readonly number[] {
  return Array.from(text.matchAll(/^id: (\d+)$/gm), ([, id]) => Number(id))
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('the stream of a run', () => {
  it('has what was told so far, then what is told, and ends when the run has', async () => {
    const { store, run, events, open, listeners } = await prepare()
    await using _own = store
    for (let count = 0; count < 1200; count += 1) await events.log(run.id, 'info', `line ${count}`)
    const answer = await open()
    const text = answer.text()
    await until(() => listeners() === 1)
    await events.log(run.id, 'info', 'one more')
    await events.append(run.id, 'status', { status: 'running' })
    await events.append(run.id, 'status', { status: 'succeeded' })
    expect(numbersIn(await text)).toEqual(upTo(1203))
    expect(listeners()).toBe(0)
  })

  it('loses nothing that is told while it reads, and tells nothing twice', async () => {
    let told = 0
    const { store, run, events, open } = await prepare(async (live, runId) => {
      if (told >= 5) return
      told += 1
      await live.log(runId, 'info', `while it reads ${told}`)
    })
    await using _own = store
    await events.log(run.id, 'info', 'before')
    const answer = await open()
    const text = answer.text()
    await until(() => told === 5)
    await events.append(run.id, 'status', { status: 'failed' })
    expect(numbersIn(await text)).toEqual(upTo(7))
  })

  it('loses nothing that is told between the last that it read and the first that it hears', async () => {
    let told = 0
    const { store, run, events, open } = await prepare(async (live, runId, read) => {
      if (read > 0) return
      told += 1
      await live.log(runId, 'info', 'nobody reads it any more')
    })
    await using _own = store
    await events.log(run.id, 'info', 'before')
    const text = (await open()).text()
    await until(() => told === 1)
    await events.append(run.id, 'status', { status: 'failed' })
    expect(numbersIn(await text)).toEqual(upTo(3))
  })

  it('begins after the last event that its reader had', async () => {
    const { store, run, events, open } = await prepare()
    await using _own = store
    for (let count = 0; count < 9; count += 1) await events.log(run.id, 'info', `line ${count}`)
    await events.append(run.id, 'status', { status: 'succeeded' })
    expect(numbersIn(await (await open('7')).text())).toEqual([8, 9, 10])
    expect(numbersIn(await (await open('0')).text())).toEqual(upTo(10))
    expect(numbersIn(await (await open('no number')).text())).toEqual(upTo(10))
  })

  it('ends for a run that ended without a word', async () => {
    const { store, queue, run, events, open, listeners } = await prepare()
    await using _own = store
    await events.log(run.id, 'info', 'then its server died')
    await queue.complete(run.id, { status: 'cancelled' })
    expect(numbersIn(await (await open()).text())).toEqual([1])
    expect(listeners()).toBe(0)
  })

  it('leaves nobody who listens once its reader has gone, or the server ends', async () => {
    const { store, closing, open, listeners } = await prepare()
    await using _own = store
    const gone = new AbortController()
    const [one, other, third] = [await open(), await open(undefined, gone.signal), await open()]
    await until(() => listeners() === 3)
    await one.body?.cancel()
    expect(listeners()).toBe(2)
    gone.abort()
    expect(listeners()).toBe(1)
    closing.abort()
    expect(listeners()).toBe(0)
    for (const answer of [other, third]) expect(numbersIn(await answer.text())).toEqual([])
  })

  it('that is asked for while the server ends is over at once', async () => {
    const { store, closing, open, listeners } = await prepare()
    await using _own = store
    closing.abort()
    expect(numbersIn(await (await open()).text())).toEqual([])
    expect(listeners()).toBe(0)
  })

  it('tells of its own run alone', async () => {
    const { store, queue, run, events, open, listeners } = await prepare()
    await using _own = store
    const other = await queue.enqueue({ syncId: run.sync_id, cause: 'manual', destination: 'other', attempt: 1 })
    const text = (await open()).text()
    await until(() => listeners() === 1)
    await events.append(other.id, 'status', { status: 'succeeded' })
    await events.log(run.id, 'info', 'its own')
    await events.append(run.id, 'status', { status: 'succeeded' })
    const told = await text
    expect(numbersIn(told)).toEqual([1, 2])
    expect(told).toContain('its own')
  })
})

describe('the log of a run', () => {
  it('is heard until its listener ends, and no longer', async () => {
    const { store, run, events } = await prepare()
    await using _own = store
    const heard = { one: 0, other: 0 }
    const unlisten = events.listen(run.id, () => (heard.one += 1))
    events.listen(run.id, () => (heard.other += 1))
    await events.log(run.id, 'info', 'to both')
    unlisten()
    await events.log(run.id, 'info', 'to the other')
    expect(heard).toEqual({ one: 1, other: 2 })
  })

  it('keeps so many lines, each so long, and says where it ends; what else is told is kept', async () => {
    const { store, run, events } = await prepare()
    await using _own = store
    await events.log(run.id, 'info', 'x'.repeat(9000))
    for (let count = 0; count < 5100; count += 1) await events.log(run.id, 'info', `line ${count}`)
    await events.append(run.id, 'status', { status: 'succeeded' })
    const all = await events.readAfter(run.id, 0, 10_000)
    expect(all).toHaveLength(5001)
    expect(String(all[0]?.data['text'])).toHaveLength(2000)
    expect(all.at(-2)?.data).toEqual({ level: 'warning', text: 'More lines are not kept.' })
    expect(all.at(-1)?.data).toEqual({ status: 'succeeded' })
  })
})
