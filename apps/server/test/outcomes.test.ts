import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'

import { createManualClock, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { storeFile } from '../src/store/open-store.ts'
import { makeSync } from './harness/setting.ts'
import { makeStandIn } from './harness/stand-in.ts'
import { startTestServer } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

const hook = 'http://127.0.0.1:9/'
const connection = { url: '', token: 'x'.repeat(20) }

/** A server whose runs end as a test says, and what it would tell a webhook. */
async function prepare(given: object = {}) {
  const folder = await createTemporaryDirectory()
  const clock = createManualClock(Date.UTC(2026, 10, 30))
  const standIn = makeStandIn(folder.path)
  const server = await startTestServer(
    folder.path,
    { allowedWebhookHosts: ['127.0.0.1:9'] },
    { clock, built: standIn.built, random: () => 1 },
  )
  await server.api('POST', '/api/v1/webhooks', { url: hook })
  const { syncId } = await makeSync(server, connection, { retries: 0, ...given })
  const begin = async (sync = syncId): Promise<string> => {
    clock.advance(1000)
    return (await server.api('POST', `/api/v1/syncs/${sync}/runs`, {})).body.id
  }
  return {
    server,
    clock,
    standIn,
    syncId,
    begin,
    /** Begins a run that ends so. */
    async run(word: 'good' | 'passing' | 'staying', sync = syncId): Promise<string> {
      standIn.say(word)
      const id = await begin(sync)
      await endOf(server, id)
      return id
    },
    runs: async (): Promise<ReadonlyArray<{ attempt: number; status: string; id: string }>> =>
      (await server.api('GET', `/api/v1/runs?syncId=${syncId}`)).body.runs,
    told(): readonly string[] {
      const database = new DatabaseSync(join(folder.path, storeFile), { readOnly: true })
      const rows = database.prepare('select body from delivery order by rowid').all()
      database.close()
      return rows.map(({ body }) => {
        const { type, data } = JSON.parse(String(body))
        return `${type} ${data.runId}`
      })
    },
    async [Symbol.asyncDispose]() {
      standIn.say('good')
      await server.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('a webhook', () => {
  it('is told of a failure once no retry is coming, and of the good run after, once', async () => {
    await using own = await prepare({ retries: 1 })
    const first = await own.run('passing')
    const [second] = await until(async () => {
      const runs = await own.runs()
      return runs.length === 2 && runs.filter(({ id }) => id !== first)
    })
    expect(own.told()).toEqual([])
    own.clock.advance(60_000)
    await until(() => own.told().length === 1)
    const good = await own.run('good')
    await own.run('good')
    expect(own.told()).toEqual([`run.failed ${second?.id}`, `run.recovered ${good}`])
  })

  it('is told nothing of a failure whose retry was good', async () => {
    await using own = await prepare({ retries: 1 })
    await own.run('good')
    await own.run('passing')
    own.standIn.say('good')
    own.clock.advance(60_000)
    await until(async () => (await own.runs()).filter(({ status }) => status === 'succeeded').length === 2)
    await own.run('good')
    expect(own.told()).toEqual([])
  })

  it('is told that things are good again where somebody tried the failed run again by hand', async () => {
    await using own = await prepare()
    const failed = await own.run('staying')
    own.standIn.say('good')
    own.clock.advance(1000)
    const { body } = await own.server.api('POST', `/api/v1/runs/${failed}/retry`)
    await endOf(own.server, body.id)
    await until(() => own.told().length === 2)
    expect(own.told()).toEqual([`run.failed ${failed}`, `run.recovered ${body.id}`])
  })

  it('is told of the recovery of the sync that had failed, and of no other', async () => {
    await using own = await prepare()
    const { syncId: other } = await makeSync(own.server, connection)
    const failed = await own.run('staying')
    await own.run('good', other)
    expect(own.told()).toEqual([`run.failed ${failed}`])
  })
})

describe('a retry', () => {
  it('is made as often as the sync says, and no more; what will fail again is not tried', async () => {
    await using own = await prepare({ retries: 2 })
    await own.run('staying')
    expect(await own.runs()).toHaveLength(1)
    await own.run('passing')
    await until(async () => {
      own.clock.advance(60_000)
      return own.told().length === 2
    })
    expect((await own.runs()).map(({ attempt }) => attempt).toSorted()).toEqual([1, 1, 2, 3])
  })

  it('is not made for a sync that is paused', async () => {
    await using own = await prepare({ retries: 2, paused: true })
    await own.run('passing')
    await until(() => own.told().length === 1)
    expect(await own.runs()).toHaveLength(1)
  })

  it('by hand counts anew, and goes where its sync goes now', async () => {
    await using own = await prepare({ retries: 1 })
    const failed = await own.run('passing')
    own.clock.advance(60_000)
    const last = await until(async () => (await own.runs()).find(({ attempt }) => attempt === 2))
    await endOf(own.server, last.id)
    await own.server.api('PATCH', `/api/v1/syncs/${own.syncId}`, { destination: 'elsewhere' })
    own.standIn.say('good')
    own.clock.advance(1000)
    const { body } = await own.server.api('POST', `/api/v1/runs/${last.id}/retry`)
    expect(body).toMatchObject({ attempt: 1, destination: 'elsewhere', follows: last.id })
    expect((await own.server.api('POST', `/api/v1/runs/${failed}/retry`)).status).toBe(409)
    await endOf(own.server, body.id)
    expect(own.standIn.jobs().at(-1)?.destUri).toMatch(/\/elsewhere\.duckdb$/)
  })
})

describe('a sync', () => {
  it('is paused by ten runs in a row that failed for good: neither tries nor what was before a good run count', async () => {
    await using own = await prepare({ retries: 3 })
    const isPaused = async (): Promise<boolean> =>
      (await own.server.api('GET', `/api/v1/syncs/${own.syncId}`)).body.paused
    for (let count = 0; count < 9; count += 1) await own.run('staying')
    await own.run('good')
    for (let count = 0; count < 6; count += 1) await own.run('staying')
    // One more failure, of four tries.
    await own.run('passing')
    await until(async () => {
      own.clock.advance(120_000)
      return own.told().filter((line) => line.startsWith('run.failed')).length === 16
    })
    for (let count = 0; count < 2; count += 1) await own.run('staying')
    expect(await isPaused()).toBe(false)
    await own.run('staying')
    await until(isPaused)
  })
})
