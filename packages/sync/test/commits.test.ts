import { type Checkpoint, IngestError, type StatefulDestination, type Json, type Report } from '@ingestr/contract'
import { createDuckdbDestination } from '@ingestr/destination-duckdb'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, second } from './people-pages.ts'
import { createScriptedSource, type Person, type ScriptedSource } from './scripted-source.ts'
import type { CommitPolicy } from '../src/index.ts'
import { createSyncHarness, everyPage } from './sync-harness.ts'

const sixPages: ReadonlyArray<readonly Person[]> = ['1', '2', '3', '4', '5', '6'].map((id) => [{ id }])
const bytesOfOne = JSON.stringify({ data: sixPages[0] }).length

describe('commits', () => {
  it('come once the bytes since the last one reach the bound', async () => {
    await using harness = await createSyncHarness()
    const { report, received, reach } = listenToCommits()
    const source = createScriptedSource({ pages: sixPages })
    source.onPage = (given) => reach(Math.floor(given / 2))
    const commitPolicy = { maxBytes: 2 * bytesOfOne, maxIntervalMs: Number.MAX_SAFE_INTEGER }
    await harness.run({ source, commitPolicy, report })
    expect(received).toEqual([2, 4, 6])
  })

  it('come once the time since the last one reaches the bound', async () => {
    await using harness = await createSyncHarness()
    const { report, received, reach } = listenToCommits()
    const source = createScriptedSource({ pages: sixPages })
    source.onPage = async (given) => {
      await reach(Math.floor(given / 2))
      if (given === 1 || given === 3) harness.clock.advance(2000)
    }
    const commitPolicy = { maxBytes: Number.MAX_SAFE_INTEGER, maxIntervalMs: 2000 }
    await harness.run({ source, commitPolicy, report })
    expect(received).toEqual([2, 4, 6])
  })

  it('are added up in the counts of the run, of its record too', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const pages: ReadonlyArray<readonly Person[]> = [
      first,
      [{ id: '1', name: 'Ann', updated_at: 103 }, ...first.slice(1)],
      [...second, { id: '4', updated_at: 104 }],
    ]
    const result = await harness.run({ source: createScriptedSource({ pages }), commitPolicy: everyPage })
    const counts = { received: 5, inserted: 2, updated: 2, unchanged: 1, rows: 4 }
    expect(result.counts).toMatchObject(counts)
    const stored = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]))
    const columns = Object.keys(counts).join(', ')
    expect(await harness.query(`select ${columns} from _ingestr.run_tables where run_id = '${result.runId}'`)).toEqual([
      stored,
    ])
  })

  it('make rows and checkpoint durable as one: where the checkpoint was moved by another run, the rows stay out', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [[{ id: '1' }], [{ id: '2' }], [{ id: '3' }]] })
    const { report, reach } = listenToCommits()
    source.onPage = async (given) => {
      if (given !== 1) return
      await reach(1)
      await harness.execute('update _ingestr.checkpoints set revision = revision + 10')
    }
    const error = await rejectionOf(harness.run({ source, commitPolicy: everyPage, report }))
    expect(error.code).toBe('STATE_CONFLICT')
    expect(await harness.query('select id from people')).toEqual([{ id: '1' }])
    expect(await harness.query('select checkpoint from _ingestr.checkpoints')).toEqual([{ checkpoint: '{"page":1}' }])
  })
})

describe('a lull, in which the source checks that all has come,', () => {
  it('is used to commit, where it lasts', async () => {
    await using harness = await createSyncHarness()
    const { report, received, reach } = listenToCommits()
    const source = withLull(createScriptedSource({ pages: sixPages }), () => reach(1))
    const { counts } = await harness.run({ source, commitPolicy: never, report })
    expect(received).toEqual([6, 6])
    expect(counts).toMatchObject({ received: 6, inserted: 6, rows: 6 })
    expect(await harness.query('select checkpoint, is_published from _ingestr.checkpoints')).toEqual([
      { checkpoint: '{"page":7}', is_published: true },
    ])
  })

  it('is not worth a commit of its own, where it is short', async () => {
    await using harness = await createSyncHarness()
    const { report, received } = listenToCommits()
    const source = withLull(createScriptedSource({ pages: sixPages }), () => undefined)
    await harness.run({ source, commitPolicy: never, report })
    expect(received).toEqual([6])
  })

  it('is not used twice for the same rows, and waits for a commit that is under way', async () => {
    await using harness = await createSyncHarness()
    const { report, received, reach } = listenToCommits()
    const source = withLull(createScriptedSource({ pages: sixPages }), async () => {
      while (received.at(-1) !== 6) await reach(received.length + 1)
    })
    await harness.run({ source, commitPolicy: everyPage, report })
    expect(received[0]).toBe(1)
    expect(received.filter((count) => count === 6)).toHaveLength(2)
  })

  it('that ends in an error leaves what was committed, and its checkpoint', async () => {
    await using harness = await createSyncHarness()
    const { report, received, reach } = listenToCommits()
    const source = withLull(createScriptedSource({ pages: sixPages }), async () => {
      await reach(1)
      throw new IngestError('REQUEST_FAILED', 'planned')
    })
    const error = await rejectionOf(harness.run({ source, commitPolicy: never, report }))
    expect(error.code).toBe('REQUEST_FAILED')
    expect(received[0]).toBe(6)
    expect(await harness.query('select checkpoint, is_published from _ingestr.checkpoints')).toEqual([
      { checkpoint: '{"page":6}', is_published: false },
    ])
  })
})

/** No commit but those that a lull or the end is for. */
const never: CommitPolicy = { maxBytes: Number.MAX_SAFE_INTEGER, maxIntervalMs: Number.MAX_SAFE_INTEGER }

/** After all pages a lull, and then the last batch, which waits for `check`. */
function withLull(source: ScriptedSource, check: () => Promise<void> | undefined): ScriptedSource {
  return {
    ...source,
    async *read(plan, options) {
      let checkpoint: Checkpoint = {}
      for await (const batch of source.read(plan, options)) {
        checkpoint = batch.checkpoint
        yield { ...batch, isLast: false }
      }
      yield { checkpoint, isLast: false, isLull: true }
      await check()
      yield { checkpoint: { page: 7 }, isLast: true }
    },
  }
}

describe('a commit that takes long', () => {
  it('keeps no page waiting, and the next one has all that came meanwhile', async () => {
    await using harness = await createSyncHarness()
    await using destination = createDuckdbDestination({ path: harness.path })
    const allGiven = Promise.withResolvers<void>()
    const source = createScriptedSource({ pages: sixPages })
    source.onPage = (given) => (given === 5 ? allGiven.resolve() : undefined)
    const slow = withSlowCommits(destination, allGiven.promise)
    const { report, received } = listenToCommits()
    const result = await harness.run({ source, destination: slow, commitPolicy: everyPage, report })
    expect(result.counts.rows).toBe(6)
    expect(received.at(0)).toBe(1)
    expect(received.at(-1)).toBe(6)
    expect(received.length).toBeLessThan(5)
  })
})

/** Commits do not end before `end`. */
function withSlowCommits(destination: StatefulDestination, end: Promise<void>): StatefulDestination {
  return {
    specificationVersion: 'v1',
    location: destination.location,
    capabilities: destination.capabilities,
    sql: destination.sql,
    canonicalName: (table) => destination.canonicalName(table),
    describe: (table, options) => destination.describe(table, options),
    async openLoad(request, options) {
      const load = await destination.openLoad(request, options)
      return {
        write: (page, given) => load.write(page, given),
        async commit(given) {
          const outcome = await load.commit(given)
          await end
          return outcome
        },
        publish: (given) => load.publish(given),
        [Symbol.asyncDispose]: () => load[Symbol.asyncDispose](),
      }
    },
    [Symbol.asyncDispose]: () => destination[Symbol.asyncDispose](),
  }
}

type Commits = {
  readonly report: Report
  /** How many records the run had received at each of its commits. */
  readonly received: readonly (Json | undefined)[]
  /** Resolves once there have been so many. */
  readonly reach: (count: number) => Promise<void>
}

function listenToCommits(): Commits {
  const received: (Json | undefined)[] = []
  let heard = Promise.withResolvers<void>()
  const report: Report = (event) => {
    if (event.type !== 'rows-committed') return
    received.push(event['received'])
    heard.resolve()
    heard = Promise.withResolvers<void>()
  }
  const reach = async (count: number): Promise<void> => {
    while (received.length < count) await heard.promise
  }
  return { report, received, reach }
}
