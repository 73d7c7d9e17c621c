import type { FakeIntercom } from '@ingestr/fake-intercom'

import type { TestServer } from './test-server.ts'

let made = 0

/** A connection to the fake, and a sync of it. */
export async function makeSync(
  server: Pick<TestServer, 'api'>,
  fake: Pick<FakeIntercom, 'url' | 'token'>,
  given: object = {},
): Promise<{ readonly connectionId: string; readonly syncId: string }> {
  made += 1
  const connection = await server.api('POST', '/api/v1/connections', {
    name: `Acme ${made}`,
    accessToken: fake.token,
    baseUrl: fake.url,
  })
  const sync = await server.api('POST', '/api/v1/syncs', {
    name: `Nightly ${made}`,
    connectionId: connection.body.id,
    tables: ['contacts', 'tags'],
    destination: 'warehouse',
    ...given,
  })
  if (sync.status !== 201) throw new Error(`no sync: ${JSON.stringify(sync.body)}`)
  return { connectionId: connection.body.id, syncId: sync.body.id }
}
