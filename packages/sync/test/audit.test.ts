import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, outage, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness } from './sync-harness.ts'

const whole = { before: 3, after: 3, planned: 3, read: 3, repeated: 1, truncated: 0, missing: 0 }
const short = { ...whole, after: 5, missing: 2 }

describe('what the source counted', () => {
  it('is in the counts of the run, and stored with it', async () => {
    await using harness = await createSyncHarness()
    const result = await harness.run({ source: createScriptedSource({ pages: [first, second], audit: whole }) })
    const counts = { apiCountBefore: 3, apiCountAfter: 3, planned: 3, read: 3, duplicates: 1, missing: 0, merged: 3 }
    expect(result).toMatchObject({ counts, warnings: [], notes: [] })
    const columns =
      'api_count_before, api_count_after, planned, read, merged, duplicates, truncated_lists, missing, rows'
    expect(await harness.query(`select ${columns} from _ingestr.run_tables`)).toEqual([
      {
        api_count_before: '3',
        api_count_after: '3',
        planned: '3',
        read: '3',
        merged: '3',
        duplicates: '1',
        truncated_lists: '0',
        missing: '0',
        rows: '3',
      },
    ])
  })

  it('warns of records that are missing, and the run succeeds', async () => {
    await using harness = await createSyncHarness()
    const result = await harness.run({ source: createScriptedSource({ pages: [first, second], audit: short }) })
    expect(result.status).toBe('succeeded')
    expect(result.warnings).toEqual([expect.stringContaining('2 of 5 people that the source counts did not come')])
    const source = createScriptedSource({ pages: [first, second] })
    await harness.run({ source })
    expect(source.requests[0]?.after).toEqual({ page: 2 })
  })

  it('raises no alarm where nothing could be proven', async () => {
    await using harness = await createSyncHarness()
    const audit = { ...whole, missing: null }
    const result = await harness.run({
      source: createScriptedSource({ pages: [first, second], audit }),
      isStrict: true,
    })
    expect(result).toMatchObject({ status: 'succeeded', warnings: [], counts: { missing: null } })
  })

  it('explains lists that came cut short', async () => {
    await using harness = await createSyncHarness()
    const result = await harness.run({ source: createScriptedSource({ pages: [first], audit: { truncated: 12 } }) })
    expect(result.notes).toEqual([expect.stringMatching(/^12 lists inside the people came cut short.*has_more/)])
  })

  it('is added up over the passes of a run, which proves as much as the least of them', async () => {
    await using harness = await createSyncHarness()
    await rejectionOf(harness.run({ source: createScriptedSource({ pages: [first, outage] }) }))
    const source = createScriptedSource({ pages: [first, second], audit: whole })
    const { counts } = await harness.run({ source })
    expect(source.requests).toHaveLength(2)
    expect(counts).toMatchObject({ apiCountBefore: 3, apiCountAfter: 3, planned: 6, read: 6, missing: 0 })
  })
})

describe('a strict run', () => {
  it('fails where records are missing; rows are stored, and the next run goes on with the plan', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first, second], audit: short })
    const error = await rejectionOf(harness.run({ source, isStrict: true }))
    expect(error).toMatchObject({ code: 'RECORDS_MISSING', isRetryable: true })
    expect(error.message).toMatch(/2 of 5 people .*looks for them again.*--strict/)
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '3' }])
    expect(await harness.query('select status, missing from _ingestr.run_tables')).toEqual([
      { status: 'failed', missing: '2' },
    ])
    const next = createScriptedSource({ pages: [first, second], audit: whole })
    expect((await harness.run({ source: next, isStrict: true })).status).toBe('succeeded')
    expect(next.requests.map((request) => request.after)).toEqual([{ page: 1 }, { page: 2 }])
  })

  it('keeps the cursor of the run before where its only batch falls short', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const source = createScriptedSource({ pages: [first, second], audit: short })
    await rejectionOf(harness.run({ source, isStrict: true }))
    expect(await harness.query('select checkpoint, is_published from _ingestr.checkpoints')).toEqual([
      { checkpoint: '{"page":1}', is_published: false },
    ])
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '3' }])
  })

  it('among several tables says once what is missing: in the error, not in a warning as well', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first, second], labels: [[{ id: 'a' }]], audit: short })
    const strict = await harness.runBoth({ source, isStrict: true })
    expect(strict).toMatchObject([
      { status: 'failed', error: { code: 'RECORDS_MISSING' }, warnings: [] },
      { status: 'failed', error: { code: 'RECORDS_MISSING' }, warnings: [] },
    ])
  })

  it('does not swap in a replace that falls short, and goes on with it', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const pages = [[{ id: '9', updated_at: 1 }], second]
    const source = createScriptedSource({ pages, audit: short })
    await rejectionOf(harness.run({ source, isStrict: true, isFullRefresh: true }))
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '1' }, { id: '2' }])
    await harness.run({ source: createScriptedSource({ pages, audit: whole }), isStrict: true })
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '2' }, { id: '3' }, { id: '9' }])
  })

  it('keeps the rows of a table that every run replaces', async () => {
    await using harness = await createSyncHarness()
    const labels = { table: 'labels', target: { name: 'labels' } }
    await harness.run({ source: createScriptedSource({ pages: [[{ id: 'a' }]] }), ...labels })
    const source = createScriptedSource({ pages: [[{ id: 'b' }]], audit: short })
    expect((await rejectionOf(harness.run({ source, isStrict: true, ...labels }))).code).toBe('RECORDS_MISSING')
    expect(await harness.query('select id from labels')).toEqual([{ id: 'a' }])
    await harness.run({ source: createScriptedSource({ pages: [[{ id: 'c' }]] }), isStrict: true, ...labels })
    expect(await harness.query('select id from labels')).toEqual([{ id: 'c' }])
  })

  it('keeps the rows of an interval that falls short, and says so', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const source = createScriptedSource({ pages: [second], audit: short })
    const error = await rejectionOf(harness.run({ source, isStrict: true, interval: { start: 0 } }))
    expect(error.code).toBe('RECORDS_MISSING')
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '3' }])
    expect(await harness.query('select is_published from _ingestr.checkpoints')).toEqual([{ is_published: true }])
  })
})
