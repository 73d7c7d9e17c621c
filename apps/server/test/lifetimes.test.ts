import { askServer, createManualClock, createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createApiKeys } from '../src/guard/api-keys.ts'
import { createAttempts } from '../src/guard/attempts.ts'
import { createOperator } from '../src/guard/operator.ts'
import { verifyPassword } from '../src/guard/password.ts'
import { createSessions } from '../src/guard/sessions.ts'
import { createKey, resetPassword } from '../src/own-commands.ts'
import { startServer } from '../src/start-server.ts'
import { openTestStore } from './harness/store.ts'
import { built, password, serverOptions, startTestServer } from './harness/test-server.ts'

const hour = 3_600_000

/** What a command prints. */
function capture() {
  const lines: string[] = []
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that the commands use of it
  const stdout = { write: (text: string) => lines.push(text) } as unknown as NodeJS.Process['stdout']
  return { lines, process: { stdout } }
}

describe('a session', () => {
  it('goes on while it is used, and ends after a week all the same', async () => {
    const clock = createManualClock(0)
    await using store = await openTestStore(clock)
    const sessions = createSessions(store.database, clock)
    const id = await sessions.begin()
    for (let used = 11; used <= 7 * 24; used += 11) {
      clock.advance(11 * hour)
      expect(await sessions.find(id), `after ${used} h`).toBeDefined()
    }
    clock.advance(11 * hour)
    expect(await sessions.find(id)).toBeUndefined()
  })

  it('that nobody used for twelve hours is over', async () => {
    const clock = createManualClock(0)
    await using store = await openTestStore(clock)
    const sessions = createSessions(store.database, clock)
    const id = await sessions.begin()
    clock.advance(12 * hour + 1)
    expect(await sessions.find(id)).toBeUndefined()
  })

  it('and a key are stored as what cannot be used in their place', async () => {
    const clock = createManualClock(0)
    await using store = await openTestStore(clock)
    const session = await createSessions(store.database, clock).begin()
    const { key } = await createApiKeys(store.database, clock).create('ci', 'run')
    const stored = JSON.stringify([
      await store.database.selectFrom('session').selectAll().execute(),
      await store.database.selectFrom('api_key').selectAll().execute(),
    ])
    expect(stored).not.toContain(session)
    expect(stored).not.toContain(key.slice(-43))
  })
})

describe('whoever guesses', () => {
  it('keys waits after five, as whoever guesses passwords', async () => {
    await using folder = await createTemporaryDirectory()
    const clock = createManualClock(0)
    await using server = await startTestServer(folder.path, {}, { clock })
    const ask = async (key: string): Promise<number> =>
      (await askServer({ url: server.url, key }, 'GET', '/api/v1/syncs')).status
    const near = `${server.key.slice(0, -1)}${server.key.endsWith('A') ? 'B' : 'A'}`
    for (const key of ['x', near, server.key.slice(0, -1), `${server.key}A`, '']) expect(await ask(key)).toBe(401)
    expect(await ask('another')).toBe(429)
    // A good key is no guess.
    expect(await ask(server.key)).toBe(200)
    clock.advance(61_000)
    expect(await ask('another')).toBe(401)
  })

  it('from many addresses waits too', () => {
    const clock = createManualClock(0)
    const attempts = createAttempts(clock)
    for (let count = 0; count < 50; count += 1) {
      expect(attempts.waitFor('192.0.2.1')).toBe(0)
      attempts.failed(`198.51.100.${count}`)
    }
    expect(attempts.waitFor('192.0.2.1')).toBe(60)
    clock.advance(60_000)
    expect(attempts.waitFor('192.0.2.1')).toBe(0)
  })
})

describe('a password', () => {
  it.each([undefined, '', 'scrypt::', 'scrypt:AAAA:', 'scrypt:AAAA:AAAA'])(
    'opens nothing where %j is stored in its place',
    async (hash) => {
      expect(await verifyPassword('', hash)).toBe(false)
    },
  )

  it('is changed by whoever knows it, for another that is long enough; all sessions end', async () => {
    const clock = createManualClock(0)
    await using store = await openTestStore(clock)
    const operator = await createOperator(store.database, clock)
    await operator.setUp(operator.setupSecret ?? '', password)
    const sessions = createSessions(store.database, clock)
    const id = await sessions.begin()
    const wrong = expect.objectContaining({ code: 'LOGIN_REQUIRED' })
    await expect(operator.changePassword('a wrong password', 'another long password')).rejects.toEqual(wrong)
    const short = expect.objectContaining({ code: 'INVALID_ARGUMENT' })
    await expect(operator.changePassword(password, 'short')).rejects.toEqual(short)
    expect(await sessions.find(id)).toBeDefined()
    await operator.changePassword(password, 'another long password')
    expect(await sessions.find(id)).toBeUndefined()
    expect([await operator.verify(password), await operator.verify('another long password')]).toEqual([false, true])
  })
})

describe('the command line', () => {
  it('forgets the password, ends all sessions, and has the next start print a setup secret', async () => {
    await using folder = await createTemporaryDirectory()
    const options = serverOptions(folder.path)
    const server = await startTestServer(folder.path)
    await resetPassword(options, capture().process)
    expect((await server.page('/')).status).toBe(401)
    await server.close()
    const next = await startServer(options, { built, tell: () => undefined })
    try {
      expect(next.setupSecret).toBeDefined()
      const body = new URLSearchParams({ password })
      expect((await fetch(`${next.url}/login`, { method: 'POST', body, redirect: 'manual' })).status).toBe(401)
    } finally {
      await next.close()
    }
  })

  it('makes a key of the scope that was asked for, and prints it alone', async () => {
    await using folder = await createTemporaryDirectory()
    await using server = await startTestServer(folder.path)
    const { lines, process } = capture()
    await createKey(serverOptions(folder.path), { name: 'ci', scope: 'run' }, process)
    const key = lines.join('').trim()
    expect(lines).toEqual([`${key}\n`])
    const ask = async (method: string, path: string): Promise<number> =>
      (await askServer({ url: server.url, key }, method, path, method === 'GET' ? undefined : {})).status
    expect(await ask('GET', '/api/v1/syncs')).toBe(200)
    expect(await ask('POST', '/api/v1/syncs/x/runs')).toBe(404)
    expect(await ask('POST', '/api/v1/keys')).toBe(403)
  })
})
