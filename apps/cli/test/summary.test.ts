import { describe, expect, it } from 'vitest'

import { describeResult, describeStop, printAudit, printSummary } from '../src/summary.ts'

type Result = Parameters<typeof printSummary>[0]

const file = '/data/x.duckdb'
const midnight = Date.UTC(2026, 10, 10, 8)

const result: Result = {
  runId: 'run',
  source: 'intercom:us:abc',
  table: 'contacts',
  target: 'crm.contacts',
  status: 'succeeded',
  remaining: null,
  counts: {
    requests: 9,
    retries: 0,
    received: 1234,
    kept: 1234,
    inserted: 1000,
    updated: 200,
    unchanged: 34,
    discarded: 0,
    rows: 5000,
    merged: 1200,
    apiCount: null,
    apiCountBefore: null,
    apiCountAfter: null,
    planned: null,
    read: null,
    duplicates: null,
    truncatedLists: null,
    missing: null,
  },
  schemaChanges: [],
  notes: [],
  warnings: [],
  durationMs: 4830,
}

describe('the line on stdout', () => {
  it('says where the rows went, and how many', () => {
    expect(printSummary(result, file)).toBe(
      'contacts → crm.contacts in /data/x.duckdb: 1,234 rows received, 1,000 new, 200 updated, 34 unchanged, 9 requests, 4.8 s',
    )
  })

  it('counts what came but lies outside what was asked for, be it a single row', () => {
    const counts = { ...result.counts, received: 10, kept: 9 }
    expect(printSummary({ ...result, counts }, file)).toContain(
      ': 10 rows received, 1 outside what was asked for, 1,000 new, ',
    )
  })

  it('says in the end where a run was stopped before its own', () => {
    expect(printSummary({ ...result, status: 'stopped' }, file)).toMatch(/, 4\.8 s, stopped before the end$/)
  })

  it.each([
    [{ missing: 0, planned: 1234, read: 1234 }, /, 4\.8 s, proven complete: 1,234 of 1,234 counted$/],
    [{ missing: 0, planned: 1234, read: 1240 }, /, proven complete: 1,240 of 1,234 counted$/],
    [{ missing: 0, planned: 1234, read: 610 }, /, 610 of 1,234 counted, a later count misses none$/],
    [
      { missing: 0, planned: 1234, read: 1234, provenFrom: null, provenBefore: midnight, unproven: 20 },
      /, proven complete up to 2026-11-10 08:00 UTC, and 20 others read: 1,234 of 1,234 counted$/,
    ],
    [
      { missing: 0, planned: 1234, read: 1200, provenFrom: null, provenBefore: midnight, unproven: 20 },
      /, 1,200 of 1,234 counted, a later count misses none up to 2026-11-10 08:00 UTC, and 20 others read$/,
    ],
    [
      { missing: 0, planned: null, read: 90, provenFrom: midnight - 86_400_000, provenBefore: midnight, unproven: 0 },
      /, proven complete from 2026-11-09 08:00 UTC up to 2026-11-10 08:00 UTC$/,
    ],
    [
      { missing: 0, planned: 9, read: 9, provenFrom: null, provenBefore: midnight, unproven: 0 },
      /, proven complete: 9 of 9 counted$/,
    ],
    [{ missing: 0, planned: null, read: 1240 }, /, proven complete$/],
    [{ missing: 2, planned: 1234, read: 1232 }, /, 2 MISSING$/],
    [{ missing: null, planned: 1234, read: 1234 }, /, 4\.8 s, 1,234 of 1,234 counted$/],
    [{ missing: null, planned: 1234, read: 610 }, /, 4\.8 s, 610 of 1,234 counted$/],
    [{ missing: null, planned: null, read: 12 }, /, 4\.8 s$/],
  ])('says of %j what was proven', (audit, expected) => {
    expect(printSummary({ ...result, counts: { ...result.counts, ...audit } }, file)).toMatch(expected)
  })
})

describe('what was counted', () => {
  const audited = {
    ...result.counts,
    apiCountBefore: 5001,
    apiCountAfter: 5000,
    planned: 5001,
    read: 4999,
    duplicates: 12,
    truncatedLists: 1,
    retries: 3,
  }

  it('is told of a source that counts', () => {
    expect(printAudit({ ...result, counts: audited })).toBe(
      'contacts: counted 5,001 before, 5,000 after, 5,001 planned, 4,999 read, 12 came again, ' +
        '1 list cut short, 3 asked again, 1,200 merged, 5,000 rows in the table',
    )
  })

  it('is told in lines that fit a terminal', () => {
    const lines = describeResult({ ...result, counts: audited }).split('\n')
    expect(lines.slice(-2)).toEqual([
      '  counted 5,001 before, 5,000 after, 5,001 planned, 4,999 read, 12 came again',
      '  1 list cut short, 3 asked again, 1,200 merged, 5,000 rows in the table',
    ])
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })

  it('leaves out what a source does not tell', () => {
    expect(printAudit(result)).toBe('contacts: 0 asked again, 1,200 merged, 5,000 rows in the table')
    const counts = { ...result.counts, apiCountAfter: 9 }
    expect(printAudit({ ...result, counts })).toMatch(/^contacts: counted 9 after, 0 asked again/)
  })
})

describe('the end of a run that was stopped', () => {
  const contacts: Result = {
    ...result,
    status: 'stopped',
    remaining: 18_750,
    counts: { ...result.counts, rows: 41_250 },
  }
  const companies: Result = { ...contacts, table: 'companies', remaining: null }
  const untouched: Result = { ...contacts, table: 'tags', counts: { ...result.counts, received: 0, rows: 0 } }

  it.each([
    [[contacts], 'Stopped. 41,250 contacts are stored, about 18,750 remain: run the same command again to go on.'],
    [
      [{ ...contacts, staged: 1200 }],
      'Stopped. 1,200 contacts are stored, about 18,750 remain: run the same command again to go on.',
    ],
    [[companies], 'Stopped. 41,250 companies are stored: run the same command again to go on.'],
    [
      [contacts, companies, untouched],
      'Stopped. Stored are 41,250 contacts (about 18,750 remain), 41,250 companies: run the same command again to go on.',
    ],
    [[untouched], 'Stopped before anything new was stored: run the same command again to begin.'],
  ])('says what is stored, what remains, and how to go on', (stopped, expected) => {
    expect(describeStop(stopped)).toBe(expected)
  })
})
