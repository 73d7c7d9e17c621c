import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { makeSync } from './harness/setting.ts'
import { serveAll, startTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let dataDirectory: string
serveAll((started, directory) => {
  server = started
  dataDirectory = directory
})

describe('a destination', () => {
  it.each([
    '../up',
    '/etc/passwd',
    'a/b',
    'A',
    '.hidden',
    'a.duckdb',
    'ingestr-server.sqlite',
    'a\u0000b',
    'a'.repeat(65),
    'duckdb:///x',
    '',
  ])('cannot be %j', async (destination) => {
    const { body } = await server.api('POST', '/api/v1/connections', {
      name: `for ${Math.random()}`,
      accessToken: 'x'.repeat(20),
    })
    const sync = { name: 'x', connectionId: body.id, tables: ['tags'], destination }
    const answer = await server.api('POST', '/api/v1/syncs', sync)
    expect([400, 422]).toContain(answer.status)
  })

  it('that is a link leads nowhere', async () => {
    await using own = await createTemporaryDirectory()
    await using fake = await startFakeIntercom()
    await using linked = await startTestServer(own.path, { allowedBaseUrls: [fake.url] })
    const { syncId } = await makeSync(linked, fake)
    mkdirSync(join(own.path, 'databases'))
    symlinkSync(join(own.path, 'elsewhere.duckdb'), join(own.path, 'databases', 'warehouse.duckdb'))
    const { body } = await linked.api('GET', `/api/v1/syncs/${syncId}/tables/tags/rows`)
    expect(body).toMatchObject({ code: 'UNKNOWN_DESTINATION' })
    expect(existsSync(join(own.path, 'elsewhere.duckdb'))).toBe(false)
  })
})

describe('a connection', () => {
  it('loses its token where its host changes, and keeps it where only its name does', async () => {
    const given = { name: 'moving', accessToken: 'dG9rOm1vdmluZw==', region: 'us' }
    const { body: made } = await server.api('POST', '/api/v1/connections', given)
    const path = `/api/v1/connections/${made.id}`
    expect(made.accessToken).toMatchObject({ isSet: true, lastFour: 'Zw==' })
    expect((await server.api('PATCH', path, { name: 'moved' })).body.accessToken.isSet).toBe(true)
    expect((await server.api('PATCH', path, { region: 'eu' })).body.accessToken.isSet).toBe(false)
    expect(
      (await server.api('PATCH', path, { region: 'au', accessToken: 'dG9rOm1vdmluZw==' })).body.accessToken.isSet,
    ).toBe(true)
    expect((await server.api('POST', `${path}/check`)).status).not.toBe(200)
  })

  it.each(['https://evil.example', 'http://127.0.0.1:1', 'http://169.254.169.254/', 'file:///etc/passwd'])(
    'is sent to no address that the operator did not allow: %s',
    async (baseUrl) => {
      const answer = await server.api('POST', '/api/v1/connections', {
        name: 'x',
        accessToken: 'x'.repeat(20),
        baseUrl,
      })
      expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_ARGUMENT' } })
    },
  )
})

describe('the folder', () => {
  it('is its owner’s alone', () => {
    for (const name of readdirSync(dataDirectory).filter((each) => /^(key|ingestr-server\.sqlite)$/.test(each))) {
      expect(statSync(join(dataDirectory, name)).mode & 0o077, name).toBe(0)
    }
  })
})
