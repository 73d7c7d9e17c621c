import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { askServer, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { childrenOf, kill, launch, makeKey } from './harness/server-process.ts'
import { makeSync } from './harness/setting.ts'
import { endOf } from './harness/wait.ts'

describe('a server as its users have it', () => {
  it('copies for readers after good runs alone, keeps all to its owner, and leaves ^C to itself', async () => {
    const before = process.umask(0o022)
    await using folder = await createTemporaryDirectory()
    let isSlow = false
    await using fake = await startFakeIntercom({ counts: { contacts: 300 }, latencyMs: () => (isSlow ? 300 : 1) })
    const server = await launch(folder.path, fake.url)
    try {
      const key = await makeKey(server)
      const api = async (method: string, path: string, body?: unknown) =>
        await askServer({ url: server.url, key }, method, path, body)
      const { syncId } = await makeSync({ api }, fake, { publish: true, retries: 0 })
      const run = async () => (await api('POST', `/api/v1/syncs/${syncId}/runs`, {})).body.id
      const copy = join(folder.path, 'published', 'warehouse.duckdb')

      isSlow = true
      const first = await run()
      await until(() => fake.requests.length > 1)
      // A terminal sends it to all that run in it.
      for (const each of childrenOf(server.process.pid)) process.kill(each, 'SIGINT')
      isSlow = false
      expect((await endOf({ api }, first)).run.status).toBe('succeeded')
      const { ino, mtimeMs } = statSync(copy)

      fake.failNext({ fault: { kind: 'status', status: 403 }, path: '/tags', times: 1 })
      expect((await endOf({ api }, await run())).run.status).toBe('failed')
      expect(statSync(copy)).toMatchObject({ ino, mtimeMs })
      expect((await endOf({ api }, await run())).run.status).toBe('succeeded')
      expect(statSync(copy)).not.toMatchObject({ ino, mtimeMs })

      const names = readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
      expect(names).toContain(join('databases', 'warehouse.duckdb'))
      const open = names.filter((name) => (statSync(join(folder.path, name)).mode & 0o077) !== 0)
      expect(open).toEqual([])
    } finally {
      process.umask(before)
      await kill(server.process)
    }
  })
})
