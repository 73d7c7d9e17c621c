import { createSeededRandom } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { ingest, type IngestOptions } from '../src/index.ts'
import { startCopy } from './copy-harness.ts'
import { copyUntilKilled } from './killed-copy.ts'
import { readTable } from './table-truth.ts'

const day = 24 * 60 * 60_000

describe.each(['contacts', 'conversations'] as const)('a first load of %s that is killed', (table) => {
  it('goes on where it was, and has what was made and changed in the two days before it went on', async () => {
    let offset = -3 * day
    const clock = { now: () => Date.now() + offset }
    await using harness = await startCopy({ clock, counts: { [table]: 1500 }, latencyMs: 5 })
    const options: IngestOptions = {
      sourceUri: harness.fake.connectionUri(),
      destUri: `duckdb:///${harness.path}`,
      sourceTable: table,
      destTable: `intercom.${table}`,
    }
    expect(await copyUntilKilled(harness.fake, options, 7, harness.directory)).toBe('killed')
    const before = await readTable(harness.path, 'intercom', table)
    expect(before.rows.length).toBeGreaterThan(0)
    expect(before.rows.length).toBeLessThan(1500)

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
    const pages = Math.ceil((1500 - before.rows.length) / 150)
    expect(harness.fake.requests.length).toBeLessThanOrEqual(pages + 5)
  })
})

describe('a copy that is killed at random moments', () => {
  it('leaves a file that opens, with rows and checkpoint in step, and converges', async () => {
    const random = createSeededRandom(3)
    await using harness = await startCopy({
      clock: { now: () => Date.now() },
      counts: { contacts: 1200 },
      latencyMs: 3,
    })
    const options: IngestOptions = {
      sourceUri: harness.fake.connectionUri(),
      destUri: `duckdb:///${harness.path}`,
      sourceTable: 'contacts',
      destTable: 'intercom.contacts',
    }
    for (let kill = 0; kill < 6; kill += 1) {
      await copyUntilKilled(harness.fake, options, 2 + Math.floor(random() * 4), harness.directory)
      const stored = await readTable(harness.path, 'intercom', 'contacts').catch((error: unknown) => String(error))
      if (typeof stored === 'string') expect(stored).toContain('does not exist')
      else expect(new Set(stored.rows.map((row) => row['id'])).size).toBe(stored.rows.length)
    }
    await ingest(options)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })
})
