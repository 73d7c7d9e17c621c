import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const counts = { contacts: 600, articles: 130 }

describe('the audit of a run', () => {
  it.each(['contacts', 'articles'] as const)('proves that all %s came', async (table) => {
    await using harness = await startCopy({ counts })
    const { counts: counted } = await harness.copy(table, { strict: true })
    const count = counts[table]
    expect(counted).toMatchObject({ apiCountBefore: count, apiCountAfter: count, read: count, missing: 0, rows: count })
  })

  it.each(['contacts', 'articles'] as const)('of a strict run fails where %s do not come twice', async (table) => {
    await using harness = await startCopy({ counts })
    const path = table === 'contacts' ? '/contacts/search' : '/articles'
    harness.fake.failNext({ path, times: 99, fault: { kind: 'lossy-page' } })
    const error = await rejectionOf(harness.copy(table, { strict: true }))
    expect(error.code).toBe('RECORDS_MISSING')
    harness.fake.clearFaults()
    const result = await harness.copy(table, { strict: true })
    expect(result.status).toBe('succeeded')
    expect(await harness.differencesOf(table)).toEqual([])
  })

  it.each(['contacts', 'conversations'] as const)(
    'of a strict run raises no alarm while %s are created, changed and deleted; the next run makes them exact',
    async (table) => {
      await using harness = await startCopy({ counts: { [table]: 700 } })
      const records = harness.fake.store[table]
      const deleted = new Set<string>()
      let requests = 0
      const stopChanging = harness.fake.onRequest(() => {
        requests += 1
        harness.clock.advance(500)
        const ids = records.ids()
        records.create({})
        records.update(ids[(requests * 37) % ids.length] ?? '', { unknown_field: requests })
        const gone = ids[(requests * 53) % ids.length] ?? ''
        if (requests % 3 === 0 && records.delete(gone)) deleted.add(gone)
      })
      const first = await harness.copy(table, { strict: true, sourceSettings: { page_size: '25' } })
      stopChanging()
      expect(first).toMatchObject({ status: 'succeeded', counts: { missing: 0 } })
      expect(deleted.size).toBeGreaterThan(5)
      harness.clock.advance(30 * 60_000)
      await harness.copy(table, { strict: true })
      const { rows } = await readTable(harness.path, 'intercom', table)
      const alive = rows.filter((row) => !deleted.has(row['id'] ?? ''))
      expect(alive).toHaveLength(records.ids().length)
      // Who is deleted stays in the table.
      const others = (await harness.differencesOf(table)).filter((each) => !each.includes('rows for'))
      expect(others).toEqual([])
    },
  )
})
