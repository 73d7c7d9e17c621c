import { existsSync } from 'node:fs'

import { IngestError } from '@ingestr/contract'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, outage, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness, everyPage } from './sync-harness.ts'

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
    const error = await rejectionOf(harness.run({ source, commitPolicy: everyPage }))
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
    await harness.execute("update _ingestr.run_tables set status = 'running', ended_at = null")
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

  it('keeps only the class of an error that is not ours, since its message may hold a secret', async () => {
    await using harness = await createSyncHarness()
    const foreign = new RangeError('s3cret')
    await expect(harness.run({ source: createScriptedSource({ pages: [first, foreign, second] }) })).rejects.toBe(
      foreign,
    )
    expect(await harness.query('select status, error from _ingestr.runs')).toEqual([
      { status: 'failed', error: 'RangeError' },
    ])
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
