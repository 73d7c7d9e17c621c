import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import type { Connections } from '../src/connections/connections.ts'
import { createDestinations } from '../src/runs/destinations.ts'
import { createPerformRun } from '../src/runs/perform-run.ts'
import { createRunEvents } from '../src/runs/run-events.ts'
import { RunRecorder } from '../src/runs/run-recorder.ts'
import { createRedactor } from '../src/secrets/redactor.ts'
import { openTestStore } from './harness/store.ts'

/** A process of a run that goes on until it is asked to end. */
const program = `
process.on('message', ({ type }) => {
  if (type === 'stop') process.send({ type: 'result', value: { status: 'stopped', tables: [] } }, () => process.disconnect())
})
`

async function prepare() {
  const clock = createManualClock(1000)
  const store = await openTestStore(clock)
  const queue = await store.nextQueue()
  const sync = await store.addSync()
  await queue.enqueue({ syncId: sync.id, cause: 'manual', destination: 'warehouse', attempt: 1 })
  const run = await queue.claim()
  if (run === undefined) throw new Error('nothing to claim')
  const events = createRunEvents(store.database, clock, (text) => text)
  return { clock, store, queue, run, events }
}

describe('a run that is cancelled before its process has begun', () => {
  it('ends as soon as that has', async () => {
    const { clock, store, queue, run, events } = await prepare()
    await using _own = store
    const path = join(store.folder, 'program.cjs')
    writeFileSync(path, program)
    const told = Promise.withResolvers<void>()
    const finished: unknown[] = []
    const perform = createPerformRun({
      database: store.database,
      queue: {
        ...queue,
        async heartbeat(runId) {
          await queue.cancel(runId)
          const answer = await queue.heartbeat(runId)
          told.resolve()
          return answer
        },
      },
      // Its token is there only once the server knows of the wish.
      connections: { sourceUri: async () => await told.promise.then(() => 'intercom://') } as unknown as Connections,
      destinations: createDestinations(store.folder, new Map()),
      events,
      redactor: createRedactor(),
      finish: async (_run, _sync, end) => void finished.push(end),
      clock,
      maskKey: '',
      program: path,
      workingDirectory: store.folder,
      onProblem: () => undefined,
    })
    await perform(run, new AbortController().signal)
    expect(finished).toEqual([{ outcome: { status: 'stopped', tables: [] }, isCancelled: true }])
  })
})

describe('the log of a run', () => {
  it('says once what is worth a line once, however often it comes', async () => {
    const { store, run, events } = await prepare()
    await using _own = store
    const problems: unknown[] = []
    const recorder = new RunRecorder({
      database: store.database,
      events,
      runId: run.id,
      startedAt: 1000,
      onProblem: (error) => problems.push(error),
    })
    await recorder.begin(['contacts'])
    const smaller = { type: 'page-size-reduced', table: 'contacts', path: '/contacts/search', perPage: 75 }
    recorder.take([
      { ...smaller, at: 1000 },
      { type: 'run-planned', at: 1001, table: 'contacts', notes: ['Read this.'] },
      { ...smaller, at: 1002 },
      { type: 'run-planned', at: 1003, table: 'contacts', notes: ['Read this.'] },
    ])
    await recorder.settle()
    const lines = (await events.readAfter(run.id, 0, 100)).filter(({ type }) => type === 'log')
    const notes = lines.map(({ data }) => String(data['text'])).filter((text) => text.startsWith('Note: '))
    expect(notes).toEqual([
      'Note: Pages of contacts are made smaller, as Intercom could not deliver larger ones.',
      'Note: Read this.',
    ])
    expect(problems).toEqual([])
  })

  it('is shown by its latest lines, oldest first, whatever else was told between them', async () => {
    const { store, run, events } = await prepare()
    await using _own = store
    for (let line = 1; line <= 5; line += 1) {
      await events.log(run.id, 'info', `line ${line}`)
      await events.append(run.id, 'progress', { line })
    }
    const shown = async (most: number): Promise<readonly unknown[]> =>
      (await events.readLog(run.id, most)).map(({ data }) => data['text'])
    expect(await shown(2)).toEqual(['line 4', 'line 5'])
    expect(await shown(9)).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
  })
})
