import { createStateStore } from '@ingestr/state-kysely'

const statements = createStateStore().record('duckdb', {
  source: 'intercom:us:abc',
  table: 'contacts',
  target: 'intercom.contacts',
  checkpoint: { cursor: 1_700_000_000_000 },
  generation: '01',
  strategy: 'merge',
  isPublished: true,
  rows: 60_000,
  revision: 2,
})
for (const { text, mustChange } of statements) console.log(mustChange ?? 'any', text)
