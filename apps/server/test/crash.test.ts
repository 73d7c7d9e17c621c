import { join } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { askServer, createSeededRandom, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { childrenOf, kill, launch, makeKey } from './harness/server-process.ts'
import { makeSync } from './harness/setting.ts'

const kills = 50
const contacts = 6000

async function readTable(path: string, table: string): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(`select id from intercom.${table} order by id`)).getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows.map(([id]) => String(id))
}

describe('kill -9', () => {
  it(`of the server and of its runs, ${kills} times at random moments, leaves exact tables, and each run with an end`, async () => {
    const random = createSeededRandom(20_261_130)
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({ counts: { contacts, conversations: 600 }, latencyMs: 20, capacity: 8 })
    let server = await launch(folder.path, fake.url)
    const key = await makeKey(server)
    const api = async (method: string, path: string, body?: unknown) =>
      await askServer({ url: server.url, key }, method, path, body)
    const tables = ['contacts', 'conversations', 'tags']
    const { syncId } = await makeSync({ api }, fake, { tables, publish: true, retries: 20 })
    const openRun = async () => {
      const { body } = await api('GET', `/api/v1/runs?syncId=${syncId}&limit=5`)
      return body.runs.find(({ status }: { status: string }) => ['queued', 'running'].includes(status))
    }
    const done = { server: 0, run: 0 }
    while (done.server + done.run < kills) {
      if ((await openRun()) === undefined)
        await api('POST', `/api/v1/syncs/${syncId}/runs`, { fullRefresh: random() < 0.3 })
      await until(() => childrenOf(server.process.pid)[0])
      await new Promise((resolve) => setTimeout(resolve, random() * 700))
      const [child] = childrenOf(server.process.pid)
      if (random() < 0.5 || child === undefined) {
        await kill(server.process)
        server = await launch(folder.path, fake.url)
        done.server += 1
      } else {
        process.kill(child, 'SIGKILL')
        // Its retry waits; what follows is asked for by hand.
        const retry = await until(async () => {
          const run = await openRun()
          return run === undefined || run.status === 'queued' ? { run } : undefined
        })
        if (retry.run !== undefined) await api('POST', `/api/v1/runs/${retry.run.id}/cancel`)
        done.run += 1
      }
    }
    // Whatever goes on may end; then one more run in peace.
    await until(async () => (await openRun()) === undefined)
    const { body: last } = await api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await until(async () => (await api('GET', `/api/v1/runs/${last.id}`)).body.run.status === 'succeeded')
    const statuses = new Map<string, number>()
    for (let after: string | null = ''; after !== null;) {
      const { body }: { body: { runs: Array<{ status: string }>; next: string | null } } = await api(
        'GET',
        `/api/v1/runs?limit=200${after === '' ? '' : `&after=${after}`}`,
      )
      for (const { status } of body.runs) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      after = body.next
    }
    expect([...statuses.keys()].filter((status) => ['queued', 'running'].includes(status))).toEqual([])
    expect(statuses.get('interrupted')).toBeGreaterThan(5)
    server.process.kill('SIGTERM')
    await new Promise((resolve) => server.process.on('close', resolve))
    for (const place of ['databases', 'published']) {
      for (const table of ['contacts', 'conversations', 'tags'] as const) {
        const rows = await readTable(join(folder.path, place, 'warehouse.duckdb'), table)
        const truth = fake.truth(table).map(({ id }) => String(id))
        expect(rows, `${place} ${table}`).toEqual(truth.toSorted())
      }
    }
    expect(done.server).toBeGreaterThan(10)
    expect(done.run).toBeGreaterThan(10)
  })
})

describe('SIGTERM', () => {
  it('lets a run store what has arrived; the next server goes on with it', async () => {
    let isSlow = true
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({
      counts: { contacts: 3000 },
      latencyMs: () => (isSlow ? 500 : 5),
      capacity: 2,
    })
    const server = await launch(folder.path, fake.url)
    const key = await makeKey(server)
    const api = async (method: string, path: string, body?: unknown) =>
      await askServer({ url: server.url, key }, method, path, body)
    const { syncId } = await makeSync({ api }, fake, { tables: ['contacts'] })
    const { body: begun } = await api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await until(async () => (await api('GET', `/api/v1/runs/${begun.id}`)).body.tables[0]?.rows > 0)
    server.process.kill('SIGTERM')
    await new Promise((resolve) => server.process.on('close', resolve))
    isSlow = false
    expect(server.process.exitCode).toBe(0)
    const stored = await readTable(join(folder.path, 'databases', 'warehouse.duckdb'), 'contacts')
    expect(stored.length).toBeGreaterThan(0)
    fake.resetRequests()
    const next = await launch(folder.path, fake.url)
    try {
      const resumed = await until(async () => {
        const { body } = await askServer({ url: next.url, key }, 'GET', `/api/v1/runs?syncId=${syncId}`)
        return body.runs[0].status === 'succeeded' && body.runs
      })
      expect(resumed).toMatchObject([
        { cause: 'resume', follows: begun.id },
        { id: begun.id, status: 'interrupted' },
      ])
      expect(fake.requests.filter(({ path }) => path.endsWith('/search')).length).toBeLessThan(40)
    } finally {
      await kill(next.process)
    }
  })
})
