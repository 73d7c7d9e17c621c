import { existsSync } from 'node:fs'

import { IngestError, type Report } from '@ingestr/contract'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createScriptedSource, type Person } from './scripted-source.ts'
import { createSyncHarness } from './sync-harness.ts'

const first: readonly Person[] = [
  { id: '1', name: 'Ada', updated_at: 100 },
  { id: '2', name: 'Bob', updated_at: 100 },
]
const second: readonly Person[] = [
  { id: '3', name: 'Cyd', updated_at: 101 },
  { id: '2', name: 'Bea', updated_at: 102 },
]
const eager = { maxBytes: 1, maxIntervalMs: 0 }
const outage = new IngestError('REQUEST_FAILED', 'The server is away.', { isRetryable: true })

describe('a run', () => {
  it('brings every page into the table and stores the checkpoint of the last', async () => {
    await using harness = await createSyncHarness()
    const result = await harness.run({ source: createScriptedSource({ pages: [first, second] }) })
    expect(result).toMatchObject({ status: 'succeeded', source: 'scripted:one', target: 'main.people' })
    expect(result.counts).toMatchObject({ received: 4, inserted: 3, rows: 3, requests: 2 })
    expect(await harness.query('select id, name from people order by id')).toEqual([
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Bea' },
      { id: '3', name: 'Cyd' },
    ])
    const source = createScriptedSource({ pages: [first, second] })
    await harness.run({ source })
    expect(source.requests).toEqual([{ table: 'people', after: { page: 2 } }])
  })

  it('makes no file when the source fails before the first page', async () => {
    await using harness = await createSyncHarness()
    const error = await rejectionOf(harness.run({ source: createScriptedSource({ pages: [outage] }) }))
    expect(error).toBe(outage)
    expect(existsSync(harness.path)).toBe(false)
  })

  it('refuses a table that the source does not have, and names those that it has', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first] })
    const error = await rejectionOf(harness.run({ source, table: 'peple' }))
    expect(error.code).toBe('UNKNOWN_TABLE')
    expect(error.message).toContain('people, labels')
  })

  it('calls a stream that ends before its plan is complete an error, and keeps nothing of it unsaid', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first, second], endsEarly: true })
    const error = await rejectionOf(harness.run({ source, commitPolicy: eager }))
    expect(error.code).toBe('SOURCE_INCOMPLETE')
    expect(await harness.query('select status, error from _ingestr.runs')).toEqual([
      { status: 'failed', error: expect.stringContaining('SOURCE_INCOMPLETE') },
    ])
  })
})

describe('a run that is cut short', () => {
  it('commits what the source brought before it failed; the next run goes on there and makes a second pass', async () => {
    await using harness = await createSyncHarness()
    const broken = createScriptedSource({ pages: [first, outage, second] })
    expect(await rejectionOf(harness.run({ source: broken }))).toBe(outage)
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '2' }])
    const source = createScriptedSource({ pages: [first, [], second] })
    const result = await harness.run({ source })
    expect(source.requests.map((request) => request.after)).toEqual([{ page: 1 }, { page: 3 }])
    expect(result.counts).toMatchObject({ rows: 3 })
  })

  it('ends after the pages received when asked to stop, and goes on from there', async () => {
    await using harness = await createSyncHarness()
    const stop = new AbortController()
    const source = createScriptedSource({ pages: [first, second] })
    source.onPage = (given) => (given === 0 ? stop.abort() : undefined)
    const result = await harness.run({ source, stop: stop.signal })
    expect(result).toMatchObject({ status: 'stopped', counts: { received: 2, rows: 2 } })
    expect(await harness.query('select status from _ingestr.runs')).toEqual([{ status: 'stopped' }])
    const next = createScriptedSource({ pages: [first, second] })
    expect((await harness.run({ source: next })).counts.rows).toBe(3)
    expect(next.requests[0]?.after).toEqual({ page: 1 })
  })

  it('rejects with the reason of a stop that comes before there is a plan', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first] })
    const stop = AbortSignal.abort(new IngestError('INVALID_ARGUMENT', 'enough'))
    expect(await rejectionOf(harness.run({ source, stop }))).toBe(stop.reason)
    expect(existsSync(harness.path)).toBe(false)
  })

  it('drops what is not committed when aborted, and rejects with the reason itself', async () => {
    await using harness = await createSyncHarness()
    const abort = new AbortController()
    const reason = new IngestError('INVALID_ARGUMENT', 'enough')
    const source = createScriptedSource({ pages: [first, second] })
    source.onPage = (given) => (given === 1 ? abort.abort(reason) : undefined)
    expect(await rejectionOf(harness.run({ source, signal: abort.signal }))).toBe(reason)
    expect(await harness.query("select table_name from information_schema.tables where table_name = 'people'")).toEqual(
      [],
    )
  })
})

describe('the record of a run', () => {
  it('says failed where a run was killed, once the next one begins', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    await harness.execute("update _ingestr.runs set status = 'running', ended_at = null")
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    expect(await harness.query('select status, error from _ingestr.runs order by started_at, run_id')).toContainEqual({
      status: 'failed',
      error: 'killed before its end',
    })
  })

  it('is kept of a run that fails before its first page, where there is a file', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    await rejectionOf(harness.run({ source: createScriptedSource({ pages: [first, outage] }) }))
    expect(await harness.query("select error from _ingestr.runs where status = 'failed'")).toEqual([
      { error: 'REQUEST_FAILED: The server is away.' },
    ])
  })
})

describe('the stored checkpoint', () => {
  it('belongs to a workspace: another one into the same table is refused, and both are named', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const other = createScriptedSource({ pages: [second], identity: 'scripted:two' })
    const error = await rejectionOf(harness.run({ source: other }))
    expect(error.code).toBe('TARGET_TAKEN')
    expect(error.message).toContain('scripted:one')
    expect(error.message).toContain('scripted:two')
    expect(other.requests).toEqual([])
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '2' }])
  })

  it('lets another workspace replace the table by a full refresh, which then owns it', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const other = createScriptedSource({ pages: [second], identity: 'scripted:two' })
    await harness.run({ source: other, isFullRefresh: true })
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '2' }, { id: '3' }])
    const error = await rejectionOf(harness.run({ source: createScriptedSource({ pages: [first] }) }))
    expect(error.code).toBe('TARGET_TAKEN')
  })

  it('refuses another table of the same workspace in the same target', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const error = await rejectionOf(harness.run({ source: createScriptedSource({ pages: [second] }), table: 'labels' }))
    expect(error.code).toBe('TARGET_TAKEN')
  })

  it('is void when the table was dropped, and the user is told', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    await harness.execute('drop table people')
    const source = createScriptedSource({ pages: [first] })
    const result = await harness.run({ source })
    expect(source.requests).toEqual([{ table: 'people' }])
    expect(result.notes.join(' ')).toContain('main.people is gone')
    expect(result.counts.rows).toBe(2)
  })

  it('is void when the table was emptied, and the user is told', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    await harness.execute('delete from people')
    const source = createScriptedSource({ pages: [first] })
    const result = await harness.run({ source })
    expect(source.requests).toEqual([{ table: 'people' }])
    expect(result.notes.join(' ')).toContain('was emptied')
  })

  it('is one for each target table', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first, second] }) })
    const source = createScriptedSource({ pages: [first] })
    await harness.run({ source, target: { schema: 'copy', name: 'people' } })
    expect(source.requests).toEqual([{ table: 'people' }])
    expect(
      await harness.query('select target_table, revision from _ingestr.checkpoints order by target_table'),
    ).toEqual([
      { target_table: 'copy.people', revision: '1' },
      { target_table: 'main.people', revision: '1' },
    ])
  })

  it('is voided by a run over an interval that finds the table gone, so that the next run reads all', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first, second] }) })
    await harness.execute('drop table people')
    await harness.run({ source: createScriptedSource({ pages: [second] }), interval: { start: 0 } })
    const source = createScriptedSource({ pages: [first, second] })
    const result = await harness.run({ source })
    expect(source.requests).toEqual([{ table: 'people', after: {} }])
    expect(result.counts.rows).toBe(3)
  })

  it('stays when rows were removed by hand, and the user is told how to bring them back', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first, second] }) })
    await harness.execute("delete from people where id = '1'")
    const result = await harness.run({ source: createScriptedSource({ pages: [first, second] }) })
    expect(result.notes.join(' ')).toMatch(/holds 2 rows, 1 fewer.*--full-refresh/)
  })

  it('is neither read nor moved by a run over an interval', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const before = await harness.query('select * from _ingestr.checkpoints')
    const source = createScriptedSource({ pages: [second] })
    await harness.run({ source, interval: { start: 0 } })
    expect(source.requests).toEqual([{ table: 'people', interval: { start: 0 } }])
    expect(await harness.query('select * from _ingestr.checkpoints')).toEqual(before)
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '3' }])
  })
})

describe('a full refresh', () => {
  it('that was cut short begins anew when what it had staged is gone, and loses nothing', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const pages = [[{ id: '7', updated_at: 1 }], second]
    const broken = createScriptedSource({ pages: [pages[0] ?? [], outage] })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true }))
    const staged = await harness.query(
      "select table_name from information_schema.tables where table_name like '%ingestr_people%'",
    )
    await harness.execute(`drop table "${String(staged[0]?.['table_name'])}"`)
    const source = createScriptedSource({ pages })
    const result = await harness.run({ source })
    expect(source.requests.map((request) => request.after)).toEqual([{ page: 1 }, undefined])
    expect(result.notes.join(' ')).toContain('begins anew')
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '2' }, { id: '3' }, { id: '7' }])
  })

  it('of another workspace that was cut short leaves the table to the one that it is of', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const other = createScriptedSource({ pages: [second, outage], identity: 'scripted:two' })
    await rejectionOf(harness.run({ source: other, isFullRefresh: true }))
    const source = createScriptedSource({ pages: [first] })
    const result = await harness.run({ source })
    expect(source.requests[0]?.after).toEqual({ page: 1 })
    expect(result.counts.rows).toBe(2)
  })

  it('shows the old rows until it is complete, then exactly the new ones', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const broken = createScriptedSource({ pages: [[{ id: '9', updated_at: 1 }], outage] })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true }))
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '1' }, { id: '2' }])
    const source = createScriptedSource({ pages: [[{ id: '9', updated_at: 1 }], second] })
    const summaries: unknown[] = []
    const report: Report = (event) => (event.type === 'run-planned' ? summaries.push(event['summary']) : undefined)
    await harness.run({ source, report })
    expect(source.requests[0]?.after).toEqual({ page: 1 })
    expect(summaries).toEqual(['full refresh, going on with the one that an earlier run began', 'first load'])
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '2' }, { id: '3' }, { id: '9' }])
  })

  it('is refused together with an interval, before anything is asked', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first] })
    const error = await rejectionOf(harness.run({ source, isFullRefresh: true, interval: { start: 0 } }))
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(source.requests).toEqual([])
  })
})

describe('a table that every run replaces', () => {
  it('does not take the place of a table that no ingestr made, unless a full refresh is asked for', async () => {
    await using harness = await createSyncHarness()
    await harness.execute("create table labels as select 'mine' as precious")
    const run = { table: 'labels', target: { name: 'labels' } }
    const source = createScriptedSource({ pages: [[{ id: 'a' }]] })
    const error = await rejectionOf(harness.run({ source, ...run }))
    expect(error).toMatchObject({ code: 'TARGET_TAKEN', message: expect.stringContaining('--full-refresh') })
    expect(source.requests).toEqual([])
    expect(await harness.query('select precious from labels')).toEqual([{ precious: 'mine' }])
    await harness.run({ source, ...run, isFullRefresh: true })
    expect(await harness.query('select id from labels')).toEqual([{ id: 'a' }])
  })

  it('holds what the source has now, nothing included', async () => {
    await using harness = await createSyncHarness()
    await harness.run({
      source: createScriptedSource({ pages: [[{ id: 'a' }, { id: 'b' }]] }),
      table: 'labels',
      target: { name: 'labels' },
    })
    const source = createScriptedSource({ pages: [[]] })
    const result = await harness.run({ source, table: 'labels', target: { name: 'labels' } })
    expect(source.requests).toEqual([{ table: 'labels' }])
    expect(result.counts.rows).toBe(0)
    expect(await harness.query('select * from labels')).toEqual([])
  })

  it('sets an interval aside and says so', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [[{ id: 'a' }]] })
    const result = await harness.run({
      source,
      table: 'labels',
      target: { name: 'labels' },
      interval: { start: 5, end: 6 },
    })
    expect(result.notes.join(' ')).toContain('has no effect on labels')
    expect(source.requests).toEqual([{ table: 'labels' }])
  })
})
