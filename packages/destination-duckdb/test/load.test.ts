import { expect, it } from 'vitest'

import { createFixture, load, page, people } from './fixture.ts'

it('loads a page into a typed table, with comments and bookkeeping', async () => {
  await using fixture = await createFixture()
  const outcome = await load(fixture.destination, [
    page([
      {
        id: 1,
        name: 'Zoë "Z"',
        age: 12,
        score: 1.5,
        active: true,
        updated_at: 1_795_000_000,
        location: { city: 'Ο' },
        tags: [1],
      },
      { id: '2', name: null, location: null, plan: 'pro' },
    ]),
  ])
  expect(outcome).toEqual({
    received: 2,
    kept: 2,
    inserted: 2,
    updated: 0,
    unchanged: 0,
    rows: 2,
    schemaChanges: [{ column: 'intercom.people.plan', from: null, to: 'VARCHAR' }],
  })
  expect(await fixture.rows('SELECT * FROM intercom.people ORDER BY id')).toEqual([
    {
      id: '1',
      name: 'Zoë "Z"',
      age: '12',
      score: 1.5,
      active: true,
      updated_at: '2026-11-18T11:06:40Z',
      location_city: 'Ο',
      tags: '[1]',
      plan: null,
      _ingestr_loaded_at: '2026-11-23T08:00:00Z',
      _ingestr_run_id: 'run-1',
    },
    {
      id: '2',
      name: null,
      age: null,
      score: null,
      active: null,
      updated_at: null,
      location_city: null,
      tags: null,
      plan: 'pro',
      _ingestr_loaded_at: '2026-11-23T08:00:00Z',
      _ingestr_run_id: 'run-1',
    },
  ])
  const [table] = await fixture.rows("SELECT comment FROM duckdb_tables() WHERE table_name = 'people'")
  expect(table).toEqual({ comment: people.description })
})
