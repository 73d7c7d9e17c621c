import { spawn } from 'node:child_process'

import { createManualClock, createTemporaryDirectory, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { takeLease } from '../src/store/lease.ts'
import { openStore } from '../src/store/open-store.ts'
import { makeSync } from './harness/setting.ts'
import { makeStandIn } from './harness/stand-in.ts'
import { openTestStore } from './harness/store.ts'
import { startTestServer } from './harness/test-server.ts'

/** Some process that lives. */
function startProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  return {
    id: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => child.on('close', resolve))
      child.kill('SIGKILL')
      await closed
    },
  }
}

describe('a folder', () => {
  it('has one server: it is refused while that lives, and taken from one that is dead', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    {
      await using other = startProcess()
      const held = await takeLease(store.database, clock, other.id)
      const refused = expect.objectContaining({ code: 'DATA_DIRECTORY_IN_USE' })
      await expect(takeLease(store.database, clock, process.pid)).rejects.toEqual(refused)
      clock.advance(9000)
      expect(await held.renew()).toBe(true)
      clock.advance(9000)
      await expect(takeLease(store.database, clock, process.pid)).rejects.toEqual(refused)
    }
    expect((await takeLease(store.database, clock, process.pid)).epoch).toBe(2)
  })

  it('is free once its server has let it go, or has not said for long that it lives', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    await using other = startProcess()
    const first = await takeLease(store.database, clock, other.id)
    await first.release()
    const second = await takeLease(store.database, clock, process.pid)
    expect(second.epoch).toBe(2)
    await second.release()
    await takeLease(store.database, clock, other.id)
    clock.advance(11_000)
    expect((await takeLease(store.database, clock, process.pid)).epoch).toBe(4)
  })

  it('is lost to the server that took it over; the one before cannot take it back', async () => {
    const clock = createManualClock(1000)
    await using store = await openTestStore(clock)
    const before = await takeLease(store.database, clock, process.pid)
    const after = await takeLease(store.database, clock, process.pid)
    expect(await before.renew()).toBe(false)
    await before.release()
    expect(await after.renew()).toBe(true)
  })
})

describe('a server', () => {
  it('that has lost its folder says so, is not ready, and ends what it runs', async () => {
    await using folder = await createTemporaryDirectory()
    const standIn = makeStandIn(folder.path, 'held')
    await using server = await startTestServer(folder.path, {}, { built: standIn.built })
    const { syncId } = await makeSync(server, { url: '', token: 'x'.repeat(20) })
    const { body } = await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    await until(() => standIn.jobs().length === 1)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    const database = await openStore(folder.path)
    await takeLease(database, { now: () => Date.now() }, process.pid)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    await server.lost
    // The next server has it now; what the process of the old one brings is not taken.
    await database.updateTable('run').set({ epoch: 99 }).where('id', '=', body.id).execute()
    await until(async () => /^ingestr_runs_running 0$/m.test((await server.api('GET', '/metrics')).body))
    standIn.say('good')
    const run = await database.selectFrom('run').select(['status', 'epoch']).executeTakeFirst()
    expect(run).toEqual({ status: 'running', epoch: 99 })
    await database.destroy()
  })

  it('that is ending is not ready, and lets its runs end', async () => {
    await using folder = await createTemporaryDirectory()
    const standIn = makeStandIn(folder.path, 'held')
    const server = await startTestServer(folder.path, {}, { built: standIn.built })
    const { syncId } = await makeSync(server, { url: '', token: 'x'.repeat(20) })
    await server.api('POST', `/api/v1/syncs/${syncId}/runs`, {})
    const database = await openStore(folder.path)
    await until(() => standIn.jobs().length === 1)
    const closed = server.close()
    const answer = await fetch(`${server.url}/readyz`)
    expect([answer.status, await answer.text()]).toEqual([503, 'The server is ending.\n'])
    standIn.say('good')
    await closed
    expect(await database.selectFrom('run').select('status').execute()).toEqual([{ status: 'succeeded' }])
    await database.destroy()
  })
})
