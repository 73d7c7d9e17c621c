import { startFakeIntercom } from '@ingestr/fake-intercom'
import { expect, it } from 'vitest'

import { openSource, readTags } from '../examples/read-tags.ts'

it('reads tags as the README shows', async () => {
  await using fake = await startFakeIntercom()
  await using source = openSource(fake.token, fake.url)
  const names = fake.truthJson('tags').map((text) => (JSON.parse(text) as { name: string }).name)
  expect(await readTags(source)).toEqual(names)
})
