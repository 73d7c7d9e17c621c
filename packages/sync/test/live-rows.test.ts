import { IngestError, type Report } from '@ingestr/contract'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, outage, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness, everyPage, type SyncHarness } from './sync-harness.ts'

const refusal = new IngestError('FORBIDDEN', 'The token may not read people.')

/** What is stored of the latest run, in which no row of the table was touched. */
async function latestRun(harness: SyncHarness): Promise<unknown> {
  const [row] = await harness.query(
    'select status, rows from _ingestr.run_tables order by started_at desc, run_id desc limit 1',
  )
  return row
}

describe('the rows that a run stores are those that the table holds', () => {
  it('where it failed before its first page', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    harness.clock.advance(1000)
    await rejectionOf(harness.run({ source: createScriptedSource({ pages: [first, refusal] }) }))
    expect(await latestRun(harness)).toEqual({ status: 'failed', rows: '2' })
  })

  it('where it was stopped before its first commit', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    harness.clock.advance(1000)
    const stop = new AbortController()
    const report: Report = ({ type }) => (type === 'run-planned' ? stop.abort() : undefined)
    const source = createScriptedSource({ pages: [first, second] })
    const result = await harness.run({ source, stop: stop.signal, report })
    expect(result).toMatchObject({ status: 'stopped', counts: { received: 0, rows: 2 } })
  })

  it('where a full refresh was stopped, which says how many it has staged', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    harness.clock.advance(1000)
    const stop = new AbortController()
    const source = createScriptedSource({ pages: [[{ id: '9', updated_at: 1 }], second] })
    source.onPage = () => stop.abort()
    const result = await harness.run({ source, stop: stop.signal, isFullRefresh: true })
    expect(result).toMatchObject({ status: 'stopped', staged: 1, counts: { rows: 2 } })
    expect(await latestRun(harness)).toEqual({ status: 'stopped', rows: '2' })
  })

  it('where a full refresh was cut short, which has staged others', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    harness.clock.advance(1000)
    const pages = [[{ id: '9', updated_at: 1 }], [{ id: '8', updated_at: 1 }], [{ id: '7', updated_at: 1 }], outage]
    const broken = createScriptedSource({ pages })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true, commitPolicy: everyPage }))
    expect(await latestRun(harness)).toEqual({ status: 'failed', rows: '2' })
    harness.clock.advance(1000)
    await harness.run({ source: createScriptedSource({ pages: [...pages.slice(0, 3), second] }) })
    const rows = await harness.query('select count(*) as n from people')
    expect(await latestRun(harness)).toEqual({ status: 'succeeded', rows: rows[0]?.['n'] })
  })
})
