import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startServer } from '../src/start-server.ts'
import { openStore, storeFile } from '../src/store/open-store.ts'
import { built, serverOptions, startTestServer } from './harness/test-server.ts'

describe('a server whose key was lost', () => {
  it('starts, and names the connections whose tokens it cannot open', async () => {
    await using folder = await createTemporaryDirectory()
    const server = await startTestServer(folder.path)
    for (const name of ['Beta', 'Acme']) {
      await server.api('POST', '/api/v1/connections', { name, accessToken: 'a token of an Intercom' })
    }
    const split = await server.api('POST', '/api/v1/connections', {
      name: 'A\nB',
      accessToken: 'a token of an Intercom',
    })
    expect(split.body.detail).toContain('control character')
    await server.close()
    const again = await startServer(serverOptions(folder.path), { built, tell: () => undefined })
    expect(again.unopened).toEqual([])
    await again.close()
    rmSync(again.keyFile)
    const last = await startServer(serverOptions(folder.path), { built, tell: () => undefined })
    await last.close()
    expect(last).toMatchObject({ isNewKey: true, unopened: ['Acme', 'Beta'] })
  })
})

describe('a folder that a newer server has used', () => {
  it('is left alone, and the error says why', async () => {
    await using folder = await createTemporaryDirectory()
    await (await openStore(folder.path)).destroy()
    const database = new DatabaseSync(join(folder.path, storeFile))
    database.exec(`insert into kysely_migration values ('9999_later', '2030-01-01')`)
    database.close()
    await expect(openStore(folder.path)).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_UNUSABLE',
      message: expect.stringContaining('A newer ingestr-server'),
    })
  })
})
