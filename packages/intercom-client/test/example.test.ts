import { readFile } from 'node:fs/promises'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { expect, it } from 'vitest'

import { countContacts } from '../examples/walk-contacts.ts'

it('runs the example of the README as it is printed there', async () => {
  await using fake = await startFakeIntercom({ counts: { contacts: 321 } })
  expect(await countContacts(fake.token, fake.url)).toBe(fake.truth('contacts').length)

  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(await readFile(new URL('../examples/walk-contacts.ts', import.meta.url), 'utf8'))
})
