import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'

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
})
