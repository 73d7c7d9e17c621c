import { describe, expect, it } from 'vitest'

import { printSummary } from '../src/summary.ts'

type Result = Parameters<typeof printSummary>[0]

const result: Result = {
  runId: 'run',
  source: 'intercom:us:abc',
  table: 'contacts',
  target: 'crm.contacts',
  location: '/data/x.duckdb',
  status: 'succeeded',
  counts: {
    requests: 9,
    retries: 0,
    received: 1234,
    kept: 1234,
    inserted: 1000,
    updated: 200,
    unchanged: 34,
    rows: 5000,
    apiCount: null,
  },
  schemaChanges: [],
  notes: [],
  durationMs: 4830,
}

describe('the line on stdout', () => {
  it('says where the rows went, and how many', () => {
    expect(printSummary(result)).toBe(
      'contacts → crm.contacts in /data/x.duckdb: 1,234 rows received, 1,000 new, 200 updated, 34 unchanged, 9 requests, 4.8 s',
    )
  })

  it('counts what came but lies outside what was asked for, be it a single row', () => {
    const counts = { ...result.counts, received: 10, kept: 9 }
    expect(printSummary({ ...result, counts })).toContain(
      ': 10 rows received, 1 outside what was asked for, 1,000 new, ',
    )
  })

  it('says in the end where a run was stopped before its own', () => {
    expect(printSummary({ ...result, status: 'stopped' })).toMatch(/, 4\.8 s, stopped before the end$/)
  })
})
