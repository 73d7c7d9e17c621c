import { join } from 'node:path'

import { expect, it } from 'vitest'

import { copyAndPublish } from '../examples/copy-and-publish.ts'
import { copyContacts } from '../examples/copy-contacts.ts'
import { startCopy } from './copy-harness.ts'

it('copies contacts as the README shows', async () => {
  await using harness = await startCopy({ counts: { contacts: 200 } })
  expect(await copyContacts(harness.fake.connectionUri(), harness.path)).toBe('intercom.contacts: 200 new, 0 updated')
  expect(await copyContacts(harness.fake.connectionUri(), harness.path)).toMatch(/: 0 new, 0 updated$/)
})

it('publishes what it has copied as the README shows', async () => {
  await using harness = await startCopy({ counts: { contacts: 20 } })
  const published = join(harness.directory, 'published.duckdb')
  const said = await copyAndPublish(harness.fake.connectionUri(), harness.path, published)
  expect(said).toMatch(/published\.duckdb: 20 contacts of \d+ columns; read: 10$/)
  expect(await copyAndPublish(harness.fake.connectionUri(), harness.path, published)).toContain(': 20 contacts of ')
})
