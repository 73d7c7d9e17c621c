import { existsSync } from 'node:fs'

import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { allTables, startCopy } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const counts = { contacts: 400, companies: 130, conversations: 260, articles: 60 }

describe('a run of several tables', () => {
  it('copies all of them, each into its own, as one run on one budget', async () => {
    await using harness = await startCopy({ counts })
    const { runId, status, tables } = await harness.copyAll('all')
    expect(status).toBe('succeeded')
    expect(tables.map(({ table }) => table)).toEqual(allTables)
    for (const table of allTables) expect(await harness.differencesOf(table)).toEqual([])
    const stored = await readTable(harness.path, '_ingestr', 'run_tables')
    expect(stored.rows.map((row) => row['source_table']).toSorted()).toEqual(allTables.toSorted())
    expect(new Set(stored.rows.map((row) => row['run_id']))).toEqual(new Set([runId]))
    const requests = tables.reduce((sum, each) => sum + each.counts.requests, 0)
    expect(requests).toBe(harness.fake.requests.length)
  })

  it('remembers each, so that the next run fetches changes only', async () => {
    await using harness = await startCopy({ counts })
    await harness.copyAll(['contacts', 'conversations'])
    harness.clock.advance(3_600_000)
    harness.fake.store.contacts.create({ name: 'new' })
    const { tables } = await harness.copyAll('contacts , conversations')
    expect(tables.map((each) => each.counts.inserted)).toEqual([1, 0])
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it('goes on with the others where one may not be read', async () => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: '/conversations/search', times: 99, fault: { kind: 'status', status: 403 } })
    const { status, tables } = await harness.copyAll('contacts,conversations,tags')
    expect(status).toBe('failed')
    expect(tables).toMatchObject([
      { status: 'succeeded' },
      { status: 'failed', error: { code: 'FORBIDDEN' } },
      { status: 'succeeded' },
    ])
    for (const table of ['contacts', 'tags']) expect(await harness.differencesOf(table)).toEqual([])
  })

  it('goes to the names of the tables where no target is named', async () => {
    await using harness = await startCopy({ counts })
    const { tables } = await harness.copyAll(['tags', 'teams'], { destTable: undefined })
    expect(tables.map(({ target }) => target)).toEqual(['main.tags', 'main.teams'])
  })

  it.each([
    [
      'tags,teams',
      { destTable: 'intercom.tags' },
      'INVALID_ARGUMENT',
      /2 tables cannot go to one.*intercom\.\{table\}/,
    ],
    ['all', { destTable: 'intercom' }, 'INVALID_ARGUMENT', /10 tables cannot go to one/],
    ['tags,tgs', {}, 'UNKNOWN_TABLE', /"tgs".*tags/],
    ['tags,tags', {}, 'INVALID_ARGUMENT', /tags is named twice/],
    ['tags,', {}, 'INVALID_ARGUMENT', /is empty: write --source-table/],
    [[], {}, 'INVALID_ARGUMENT', /is empty/],
    ['tags,all', {}, 'UNKNOWN_TABLE', /"all"/],
  ])('refuses %j with %j before any request', async (sourceTables, changes, code, words) => {
    await using harness = await startCopy({ counts })
    const error = await rejectionOf(harness.copyAll(sourceTables, changes))
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) })
    expect(harness.fake.requests).toEqual([])
    expect(existsSync(harness.path)).toBe(false)
  })

  it('rejects where the token is wrong, which concerns all', async () => {
    await using harness = await startCopy({ counts })
    const sourceUri = harness.fake.connectionUri().replace(/access_token=[^&]*/, 'access_token=canary-wrong')
    const error = await rejectionOf(harness.copyAll('all', { sourceUri }))
    expect(error.code).toBe('UNAUTHORIZED')
    expect(existsSync(harness.path)).toBe(false)
  })
})
