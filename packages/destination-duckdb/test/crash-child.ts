import { createStateStore } from '@ingestr/state-kysely'

import { createDuckdbDestination } from '../src/index.ts'
import { page, request } from './fixture.ts'

/** Run as a process of its own: loads page after page, each with its state, and prints what is durable, until killed. */
const [path = ''] = process.argv.slice(2)
const store = createStateStore()
const destination = createDuckdbDestination({ path })
await store.prepare(destination.sql)
const key = { source: 'intercom:us:abc', table: 'people', target: 'intercom.people' }
const before = (await store.find(destination.sql, key.target))[0]
const load = await destination.openLoad(request())
for (let number = (before?.revision ?? 0) + 1; ; number += 1) {
  await load.write(page(Array.from({ length: 50 }, (_, item) => ({ id: `${number}-${item}`, name: 'x'.repeat(500) }))))
  await load.commit({
    record: ({ rows }) =>
      store.record('duckdb', {
        ...key,
        checkpoint: { page: number },
        generation: 'first',
        strategy: 'merge',
        isPublished: false,
        rows,
        revision: number,
      }),
  })
  process.stdout.write(`${number}\n`)
}
