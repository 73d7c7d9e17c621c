import { createSeededRandom } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { ingest, type IngestOptions } from '../src/index.ts'
import { startCopy } from './copy-harness.ts'
import { copyUntilKilled } from './killed-copy.ts'
import { readTable } from './table-truth.ts'

const day = 24 * 60 * 60_000
/** Many requests, at a pace that a busy machine keeps up with. */
const perPage = 5
const sourceSettings = { page_size: String(perPage), extract_parallelism: '4' }

describe.each(['contacts', 'conversations'] as const)('a first load of %s that is killed', (table) => {
  it('goes on where it was, and has what was made and changed in the two days before it went on', async () => {
    let offset = -3 * day
    const clock = { now: () => Date.now() + offset }
    await using harness = await startCopy({ clock, counts: { [table]: 3000 }, latencyMs: 20 })
    const options: IngestOptions = {
      sourceUri: harness.fake.connectionUri(),
      destUri: `duckdb:///${harness.path}`,
      sourceTables: table,
      destTable: `intercom.${table}`,
    }
    expect(await copyUntilKilled(harness.fake, options, { requests: 7, commits: 1 }, harness.directory)).toBe('killed')
    const before = await readTable(harness.path, 'intercom', table)
    expect(before.rows.length).toBeGreaterThan(0)
    expect(before.rows.length).toBeLessThan(3000)

    offset += 60_000
    const ids = before.rows.map((row) => row['id'] ?? '')
    const store = harness.fake.store[table]
    store.update(ids[0] ?? '', { custom_attributes: { touched: 'right after the kill' } })
    store.create({ custom_attributes: { made: 'right after the kill' } })
    offset += 2 * day
    store.update(ids[1] ?? '', { custom_attributes: { touched: 'two days later' } })
    store.create({ custom_attributes: { made: 'two days later' } })

    harness.fake.resetRequests()
    const result = await ingest(options)
    expect(result.status).toBe('succeeded')
    expect(await harness.differencesOf(table)).toEqual([])
    const pages = Math.ceil((3000 - before.rows.length) / 150)
    expect(harness.fake.requests.length).toBeLessThanOrEqual(pages * 1.5 + 4)
  })
})

describe('a copy that is killed at random moments', () => {
  it('twelve times costs at most half more requests than one run, goes on with what is left, and ends exact', async () => {
    const random = createSeededRandom(3)
    const contacts = 4500
    const clock = { now: () => Date.now() }
    await using harness = await startCopy({ counts: { contacts }, latencyMs: 160, clock })
    // One run asks for a few more.
    const requestsOfOne = Math.ceil(contacts / perPage)
    const options: IngestOptions = {
      sourceUri: harness.fake.connectionUri(),
      destUri: `duckdb:///${harness.path}`,
      sourceTables: 'contacts',
      destTable: 'intercom.contacts',
      sourceSettings,
    }
    let kept = 0
    for (let kill = 0; kill < 12; kill += 1) {
      const requests = Math.floor(random() * 2 * (requestsOfOne / 15))
      const moment = { requests, commits: 1, counts: 'from-commit' } as const
      const ending = await copyUntilKilled(harness.fake, options, moment, harness.directory)
      const stored = await readTable(harness.path, 'intercom', 'contacts')
      expect(ending).toBe('killed')
      expect(new Set(stored.rows.map((row) => row['id'])).size).toBe(stored.rows.length)
      expect(stored.rows.length).toBeGreaterThanOrEqual(kept)
      kept = stored.rows.length
    }
    const result = await ingest(options)
    expect(result.status).toBe('succeeded')
    expect(await harness.differencesOf('contacts')).toEqual([])
    expect(harness.fake.requests.length).toBeLessThanOrEqual(1.5 * requestsOfOne)
  }, 900_000)
})
