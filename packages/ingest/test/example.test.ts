import { expect, it } from 'vitest'

import { copyContacts } from '../examples/copy-contacts.ts'
import { startCopy } from './copy-harness.ts'

it('copies contacts as the README shows', async () => {
  await using harness = await startCopy({ counts: { contacts: 200 } })
  expect(await copyContacts(harness.fake.connectionUri(), harness.path)).toBe('intercom.contacts: 200 new, 0 updated')
  expect(await copyContacts(harness.fake.connectionUri(), harness.path)).toMatch(/: 0 new, 0 updated$/)
})
