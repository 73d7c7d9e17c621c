import { once } from 'node:events'
import { createServer } from 'node:http'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startLocalRegistry } from '../src/release/local-registry.ts'

describe('the registry that a release is tried with', () => {
  it('has the packages of others from upstream, and never asks there for ours', async () => {
    await using folder = await createTemporaryDirectory()
    await using upstream = await startUpstream()
    await using registry = await startLocalRegistry({
      folder: folder.path,
      published: ['@ingestr/thing'],
      upstreamUrl: upstream.url,
    })
    expect((await fetch(`${registry.url}@ingestr%2fthing`)).status).toBe(404)
    expect(upstream.asked).toEqual([])
    const other = await fetch(`${registry.url}other`)
    expect(await other.json()).toMatchObject({ name: 'other', versions: { '1.0.0': {} } })
    expect(upstream.asked).toEqual(['/other'])
  })

  it('takes a package from who has the token, and from nobody else', async () => {
    await using folder = await createTemporaryDirectory()
    await using registry = await startLocalRegistry({
      folder: folder.path,
      published: ['thing'],
      upstreamUrl: 'http://127.0.0.1:9/',
    })
    const publish = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(`${registry.url}thing`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          name: 'thing',
          'dist-tags': { latest: '1.0.0' },
          versions: { '1.0.0': { name: 'thing', version: '1.0.0', dist: {} } },
          _attachments: { 'thing-1.0.0.tgz': { data: Buffer.from('a tarball').toString('base64') } },
        }),
      })
    expect((await publish({})).status).toBe(401)
    expect((await publish({ authorization: `Bearer ${registry.token}` })).status).toBe(201)
    expect(await (await fetch(`${registry.url}thing`)).json()).toMatchObject({ 'dist-tags': { latest: '1.0.0' } })
  })
})

async function startUpstream() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const versions = { '1.0.0': { name: 'other', version: '1.0.0', dist: { tarball: 'http://127.0.0.1:9/other.tgz' } } }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name: 'other', 'dist-tags': { latest: '1.0.0' }, versions }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    asked,
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
