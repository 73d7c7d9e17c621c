import { expect, it } from 'vitest'

import { loadPage } from '../examples/load-a-page.ts'
import { createFixture } from './fixture.ts'

it('loads a page as the README shows', async () => {
  await using fixture = await createFixture()
  const body = new TextEncoder().encode('{"data":[{"id":7,"name":"vip"},{"id":8,"name":"new"}]}')
  expect(await loadPage(fixture.path, body)).toMatchObject({ received: 2, inserted: 2, rows: 2 })
  expect(await fixture.rows('SELECT id, name FROM tags ORDER BY id')).toEqual([
    { id: '7', name: 'vip' },
    { id: '8', name: 'new' },
  ])
})
