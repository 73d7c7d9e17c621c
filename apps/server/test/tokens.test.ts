import { createManualClock, createTemporaryDirectory } from '@ingestr-tooling/testing'
import { IngestError } from '@ingestr/contract'
import { describe, expect, it } from 'vitest'

import { problemResponse } from '../src/api/problem.ts'
import { errorPage } from '../src/pages/error-page.tsx'
import { createRunEvents } from '../src/runs/run-events.ts'
import { createRedactor } from '../src/secrets/redactor.ts'
import { createVault } from '../src/secrets/vault.ts'
import { openStore } from '../src/store/open-store.ts'
import { createWebhooks } from '../src/webhooks/webhooks.ts'
import { openTestStore } from './harness/store.ts'
import { startTestServer } from './harness/test-server.ts'

const token = 'dG9rOmluLXRoZS13cm9uZy1wbGFjZQ=='

describe('a connection', () => {
  it('loses its token with the URL that it may be sent to, be it another port only', async () => {
    await using folder = await createTemporaryDirectory()
    const [one, other] = ['http://127.0.0.1:1001', 'http://127.0.0.1:1002'] as const
    await using server = await startTestServer(folder.path, { allowedBaseUrls: [one, other] })
    const { body } = await server.api('POST', '/api/v1/connections', { name: 'A', accessToken: token, baseUrl: one })
    const path = `/api/v1/connections/${body.id}`
    for (const baseUrl of [`${one}.evil.example`, `${one}@evil.example`, `${one}/x`, 'https://evil.example']) {
      expect(await server.api('PATCH', path, { baseUrl })).toMatchObject({ status: 422 })
      const create = { name: 'B', accessToken: token, baseUrl }
      expect(await server.api('POST', '/api/v1/connections', create)).toMatchObject({ status: 422 })
    }
    const isSet = async (change: object): Promise<boolean> =>
      (await server.api('PATCH', path, change)).body.accessToken.isSet
    expect(await isSet({ name: 'C' })).toBe(true)
    expect((await server.api('GET', path)).body).toMatchObject({ region: 'us', baseUrl: one })
    expect(await isSet({ baseUrl: other })).toBe(false)
    expect(await isSet({ accessToken: token })).toBe(true)
    expect(await isSet({ baseUrl: null })).toBe(false)
  })

  it('keeps its region, and with it its token, where a change does not name that', async () => {
    await using folder = await createTemporaryDirectory()
    await using server = await startTestServer(folder.path)
    const { body } = await server.api('POST', '/api/v1/connections', { name: 'A', accessToken: token, region: 'eu' })
    const changed = await server.api('PATCH', `/api/v1/connections/${body.id}`, { name: 'B' })
    expect(changed.body).toMatchObject({ name: 'B', region: 'eu', accessToken: { isSet: true } })
  })

  it('that is removed leaves nothing of its token', async () => {
    await using folder = await createTemporaryDirectory()
    await using server = await startTestServer(folder.path)
    const { body } = await server.api('POST', '/api/v1/connections', { name: 'A', accessToken: token })
    const database = await openStore(folder.path)
    expect(await database.selectFrom('secret').select('owner').execute()).toEqual([{ owner: body.id }])
    expect((await server.api('DELETE', `/api/v1/connections/${body.id}`)).status).toBe(204)
    expect(await database.selectFrom('secret').selectAll().execute()).toEqual([])
    await database.destroy()
  })
})

describe('a token in the wrong place', () => {
  it('that was stored before it was known is in no answer and no page, after a restart neither', async () => {
    await using folder = await createTemporaryDirectory()
    {
      await using server = await startTestServer(folder.path)
      const { body } = await server.api('POST', '/api/v1/connections', { name: 'A', accessToken: 'x'.repeat(20) })
      const sync = { name: token, connectionId: body.id, tables: ['tags'], destination: 'warehouse' }
      expect((await server.api('POST', '/api/v1/syncs', sync)).status).toBe(201)
      expect(JSON.stringify((await server.api('GET', '/api/v1/syncs')).body)).toContain(token)
      await server.api('POST', '/api/v1/connections', { name: 'B', accessToken: token })
      for (const path of ['/api/v1/syncs', '/api/v1/audit', '/', '/settings'])
        expect(await (await server.page(path)).text(), path).not.toContain(token)
    }
    await using again = await startTestServer(folder.path)
    for (const path of ['/api/v1/syncs', '/', '/settings'])
      expect(await (await again.page(path)).text(), path).not.toContain(token)
  })

  it('is not taken, be it that of a destination', async () => {
    await using folder = await createTemporaryDirectory()
    const uri = 'jsonl:///srv/rows?password=a-long-password%2F1'
    await using server = await startTestServer(folder.path, { destinations: new Map([['lake', uri]]) })
    await server.api('POST', '/api/v1/connections', { name: 'A', accessToken: token })
    for (const name of [token, `x${encodeURIComponent(token)}`, uri, 'a-long-password/1']) {
      expect(await server.api('POST', '/api/v1/keys', { name, scope: 'read' })).toMatchObject({ status: 400 })
      expect((await server.post('/settings/keys', { name, scope: 'read' })).status).toBe(400)
    }
    const { body } = await server.api('GET', '/api/v1/keys')
    expect(body.keys.map(({ name }: { name: string }) => name)).toEqual(['test'])
  })

  it('is taken out of what is told of an error, to programs and to people', async () => {
    const redactor = createRedactor()
    redactor.add(token)
    const error = new IngestError('REQUEST_FAILED', `No answer to ${token}.`)
    const redact = (text: string): string => redactor.redact(text)
    expect(await problemResponse(error, redact).json()).toMatchObject({ detail: 'No answer to ***.' })
    expect(await errorPage(error, { style: '', script: '' }, redact).text()).toContain('No answer to ***.')
  })

  it('is taken out of events of runs, where they are stored and where they are listened to', async () => {
    const clock = createManualClock(0)
    await using store = await openTestStore(clock)
    const { id } = await store.addSync()
    const queue = await store.nextQueue()
    const run = await queue.enqueue({ syncId: id, cause: 'manual', destination: 'warehouse', attempt: 1 })
    const redactor = createRedactor()
    redactor.add(token)
    const events = createRunEvents(store.database, clock, (text) => redactor.redact(text))
    const heard: unknown[] = []
    events.listen(run.id, (event) => heard.push(event))
    await events.log(run.id, 'info', `Bearer ${token}`)
    await events.append(run.id, 'status', { status: 'failed', error: { message: token } })
    const stored = await store.database.selectFrom('run_event').select('data').execute()
    expect(JSON.stringify([heard, stored, await events.readAfter(run.id, 0, 10)])).not.toContain(token)
    expect(heard).toMatchObject([{ data: { text: 'Bearer ***' } }, { data: { error: { message: '***' } } }])
  })

  it('is taken out of what webhooks are told', async () => {
    const clock = createManualClock(0)
    await using store = await openTestStore(clock)
    const sync = await store.addSync()
    const queue = await store.nextQueue()
    const run = await queue.enqueue({ syncId: sync.id, cause: 'manual', destination: 'warehouse', attempt: 1 })
    const redactor = createRedactor()
    redactor.add(token)
    const vault = createVault(Buffer.alloc(32, 1))
    const webhooks = createWebhooks({ database: store.database, vault, redactor, clock, allowedHosts: ['127.0.0.1:9'] })
    await webhooks.create('http://127.0.0.1:9/')
    await webhooks.announce('run.failed', run, sync, { code: 'X', message: `It was ${token}.`, isRetryable: false })
    const { body } = await store.database.selectFrom('delivery').select('body').executeTakeFirstOrThrow()
    expect(JSON.parse(body)).toMatchObject({ type: 'run.failed', data: { error: { message: 'It was ***.' } } })
  })
})
