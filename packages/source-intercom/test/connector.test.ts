import { IngestError } from '@ingestr/contract'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { sourceConnector } from '../src/index.ts'

const runtime = { clock: createManualClock(), random: Math.random, workingDirectory: '/', temporaryDirectory: '/' }

function create(values: Readonly<Record<string, string>>, location = '') {
  return sourceConnector.create({ scheme: 'intercom', location, values }, runtime)
}

describe('the connector', () => {
  it('opens a source for the workspace of the token', async () => {
    await using fake = await startFakeIntercom({ workspace: { id: 'abc' } })
    await using source = await create({ access_token: fake.token, base_url: fake.url })
    expect(await source.identify()).toBe('intercom:us:abc')
    const names = (await source.listTables()).map((table) => table.name)
    expect(names).toEqual([
      'contacts',
      'companies',
      'conversations',
      'articles',
      'tags',
      'segments',
      'admins',
      'teams',
      'data_attributes',
      'conversation_attributes',
    ])
  })

  it.each([
    [{}, 'access_token'],
    [{ access_token: '' }, 'access_token'],
    [{ access_token: 'canary', region: 'mars' }, 'mars'],
    [{ access_token: 'canary', api_version: 'newest' }, 'newest'],
    [{ access_token: 'canary', base_url: 'ftp://x' }, 'https://'],
    [{ access_token: 'two words' }, 'token'],
  ])('refuses %o, names what is wrong, and keeps the token to itself', async (values, named) => {
    const error: unknown = await create(values).catch((cause: unknown) => cause)
    expect(IngestError.isInstance(error) && error.message).toContain(named)
    expect(String(error)).not.toContain('canary')
  })

  it('marks the token as a secret, under both its names', () => {
    const secrets = sourceConnector.parameters.filter((parameter) => parameter.isSecret === true)
    expect(secrets.flatMap((parameter) => parameter.names)).toEqual(['access_token', 'oauth_token'])
  })
})
