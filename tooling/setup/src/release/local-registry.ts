import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'

import { runServer } from 'verdaccio'
import { stringify } from 'yaml'

/** A registry on loopback; closed by disposal. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: string
  /** Of a user who was made up, and may publish. */
  readonly token: string
}

export interface LocalRegistryOptions {
  /** Where it keeps what it has. */
  readonly folder: string
  /** The packages that it has from nowhere else, by name. */
  readonly published: readonly string[]
  /** The registry that has all others. */
  readonly upstreamUrl: string
}

export async function startLocalRegistry(options: LocalRegistryOptions): Promise<LocalRegistry> {
  const path = join(options.folder, 'registry.yaml')
  writeFileSync(path, stringify(configure(options)))
  const server: Server = await runServer(path)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/`
  return {
    url,
    token: await addUser(url),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function configure({ folder, published, upstreamUrl }: LocalRegistryOptions): object {
  const ours = { access: '$all', publish: '$authenticated' }
  return {
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    // Tokens of the other kind hold the password, which is hashed anew at each request, slowly.
    security: { api: { jwt: { sign: { expiresIn: '1h' } } } },
    uplinks: { upstream: { url: upstreamUrl, timeout: '60s', max_fails: 10 } },
    packages: {
      ...Object.fromEntries(published.map((name) => [name, ours])),
      '**': { access: '$all', proxy: 'upstream' },
    },
    web: { enable: false },
    log: { type: 'file', path: join(folder, 'registry.log'), level: 'warn' },
  }
}

async function addUser(url: string): Promise<string> {
  const name = 'publisher'
  const response = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: 'not a secret' }),
  })
  const { token }: { readonly token?: string } = JSON.parse(await response.text())
  if (token === undefined) throw new Error(`The registry refused a user: ${response.status}`)
  return token
}
