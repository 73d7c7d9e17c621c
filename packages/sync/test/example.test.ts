import { join } from 'node:path'

import { createDuckdbDestination } from '@ingestr/destination-duckdb'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { syncPeople } from '../examples/sync-people.ts'
import { createScriptedSource } from './scripted-source.ts'

it('syncs a table as the README shows', async () => {
  await using directory = await createTemporaryDirectory()
  await using destination = createDuckdbDestination({ path: join(directory.path, 'crm.duckdb') })
  const source = createScriptedSource({ pages: [[{ id: '1' }], [{ id: '2' }, { id: '1' }]] })
  expect(await syncPeople(source, destination)).toBe(2)
})
