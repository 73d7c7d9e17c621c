import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { LogLines } from '../src/progress/log-lines.ts'

function setUp(): { lines: string[]; clock: ReturnType<typeof createManualClock>; progress: LogLines } {
  const lines: string[] = []
  const clock = createManualClock()
  return { lines, clock, progress: new LogLines(clock, (line) => lines.push(line)) }
}

const planned = {
  type: 'run-planned',
  source: 'intercom:us:abc',
  table: 'contacts',
  target: 'crm.contacts',
  location: '/data/x.duckdb',
  summary: 'first load',
  notes: ['Visitors are not listed.'],
}

describe('progress', () => {
  it('says where rows come from and go to, what will be done, and each note once', () => {
    const { lines, progress } = setUp()
    progress.report(planned)
    progress.report(planned)
    progress.note('Visitors are not listed.', 'Another thing.')
    expect(lines.filter((line) => line.startsWith('Note'))).toEqual([
      'Note: Visitors are not listed.',
      'Note: Another thing.',
    ])
    expect(lines[0]).toBe('intercom:us:abc/contacts → crm.contacts in /data/x.duckdb: first load')
  })

  it('counts rows and requests every few seconds, not at every event', () => {
    const { lines, clock, progress } = setUp()
    for (let count = 1; count <= 100; count += 1) {
      clock.advance(100)
      progress.report({ type: 'request-finished', path: '/contacts/search' })
      progress.report({ type: 'rows-committed', received: count * 150 })
    }
    expect(lines).toEqual([
      '4,350 rows stored, 30 requests so far',
      '8,850 rows stored, 60 requests so far',
      '13,350 rows stored, 90 requests so far',
    ])
  })

  it('names the tables where there are several, and those that are done', () => {
    const { lines, clock, progress } = setUp()
    for (const table of ['contacts', 'companies', 'tags']) progress.report({ ...planned, table, notes: [] })
    lines.length = 0
    progress.report({ type: 'rows-committed', table: 'contacts', received: 12_300 })
    progress.report({ type: 'rows-committed', table: 'companies', received: 450 })
    progress.report({ type: 'table-finished', table: 'tags', status: 'failed', received: 0 })
    clock.advance(3000)
    progress.report({ type: 'request-finished', table: 'contacts', path: '/contacts/search' })
    progress.report({ type: 'table-finished', table: 'companies', status: 'succeeded', received: 1200 })
    clock.advance(3000)
    progress.report({ type: 'request-finished', table: 'contacts', path: '/contacts/search' })
    expect(lines).toEqual([
      'tags failed; see below',
      'Rows stored: contacts 12,300, companies 450; 1 request so far',
      'companies is done: 1,200 rows',
      'Rows stored: contacts 12,300; 2 requests so far',
    ])
  })

  it('announces that a request is made again, and every longer wait', () => {
    const { lines, progress } = setUp()
    progress.report({ type: 'request-retried', path: '/contacts/search', reason: 'HTTP 503', delayMs: 1250 })
    progress.report({ type: 'rate-limit-waited', delayMs: 40 })
    progress.report({ type: 'rate-limit-waited', delayMs: 65_000 })
    expect(lines).toEqual([
      'Asking /contacts/search again in 1.3 s (HTTP 503)',
      "Waiting 1 min 5 s for Intercom's rate limit",
    ])
  })

  it('says once of each table that its pages are made smaller, however many walks meet it', () => {
    const { lines, progress } = setUp()
    for (const table of ['contacts', 'contacts', 'articles']) {
      progress.report({ type: 'page-size-reduced', table, path: '/x', perPage: 75 })
    }
    expect(lines).toEqual([
      'Note: Pages of contacts are made smaller, as Intercom could not deliver larger ones.',
      'Note: Pages of articles are made smaller, as Intercom could not deliver larger ones.',
    ])
  })

  it('ignores events that it does not know', () => {
    const { lines, progress } = setUp()
    progress.report({ type: 'moon-waxed', delayMs: 'long' })
    expect(lines).toEqual([])
  })
})
