import { createDuckdbDestination } from '../src/index.ts'
import { load, page } from './fixture.ts'

/** Run as a process of its own, in another time zone: loads times in each form that has one, and prints what is stored. */
await using destination = createDuckdbDestination({ path: ':memory:' })
await load(destination, [
  page([
    { id: 1, updated_at: 1_795_000_000 },
    { id: 2, updated_at: '2026-11-18T13:06:40+02:00' },
  ]),
])
const text = `SELECT updated_at, CAST(updated_at AS VARCHAR) AS in_words, _ingestr_loaded_at AS loaded_at
  FROM intercom.people`
process.stdout.write(JSON.stringify(await destination.sql.query({ text, parameters: [] })))
