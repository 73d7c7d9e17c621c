import { describe, expect, it } from 'vitest'

import { connect } from './connect.ts'
import { rejectionOf } from '@ingestr-tooling/testing'
import { startServer } from './test-server.ts'

describe('a list in one piece', () => {
  it.each([
    ['/tags', 'data'],
    ['/segments', 'segments'],
    ['/admins', 'admins'],
    ['/teams', 'teams'],
    ['/data_attributes', 'data'],
    ['/conversations/attributes', 'data'],
  ] as const)('of %s is found under `%s`', async (path, recordsKey) => {
    await using server = await startServer(() => ({ body: { type: 'list', [recordsKey]: [{ id: '1' }, {}] } }))
    await using connection = connect(server.url)
    const page = await connection.client.list(path, { include_archived: true, model: undefined })
    expect(page.envelope).toMatchObject({ recordsKey, count: 2, records: [{ id: '1' }, { id: undefined }] })
    expect(server.requests[0]).toMatchObject({ method: 'GET', path })
    expect(server.requests[0]?.query.toString()).toBe('include_archived=true')
  })

  it('may be empty', async () => {
    await using server = await startServer(() => ({ body: { type: 'list', data: [] } }))
    await using connection = connect(server.url)
    expect((await connection.client.list('/tags')).envelope.count).toBe(0)
  })

  it('is refused when there is a second page, instead of being cut short', async () => {
    await using server = await startServer(() => ({ body: { data: [{}], pages: { next: { starting_after: 'x' } } } }))
    await using connection = connect(server.url)
    const error = await rejectionOf(connection.client.list('/tags'))
    expect(error.code).toBe('INVALID_RESPONSE')
    expect(error.message).toContain('a list of several pages')
  })

  it('keeps its bytes, a byte order mark aside', async () => {
    await using server = await startServer(() => ({ body: '\uFEFF{"data":[]}' }))
    await using connection = connect(server.url)
    expect(Buffer.from((await connection.client.list('/tags')).bytes).toString()).toBe('{"data":[]}')
  })
})

describe('the workspace', () => {
  it('is read with its timezone, and the clock of the server is noted', async () => {
    const app = { id_code: 'abc123', name: 'Acme', region: 'EU', timezone: 'America/Los_Angeles' }
    await using server = await startServer(() => ({ body: { type: 'admin', id: '1', app } }))
    await using connection = connect(server.url)
    const workspace = await connection.client.me()
    const { name, region, timezone } = app
    expect(workspace).toMatchObject({ workspaceId: 'abc123', workspaceName: name, region, timezone })
    expect(connection.client.serverClockOffsetMs).toBeTypeOf('number')
  })

  it.each(['{"app":null}', '{}'])('may be left out of the body, as in %s', async (body) => {
    await using server = await startServer(() => ({ body }))
    await using connection = connect(server.url)
    expect((await connection.client.me()).workspaceId).toBeUndefined()
  })

  it.each(['[]', 'null', 'nothing', ''])('is not taken from the body %s', async (body) => {
    await using server = await startServer(() => ({ body }))
    await using connection = connect(server.url)
    expect((await rejectionOf(connection.client.me())).code).toBe('INVALID_RESPONSE')
  })
})
