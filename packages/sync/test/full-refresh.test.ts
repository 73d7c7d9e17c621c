import type { Report } from '@ingestr/contract'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, outage, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness } from './sync-harness.ts'

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

  it('that was cut short keeps another workspace out of the table as before', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const broken = createScriptedSource({ pages: [first, outage] })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true }))
    const other = createScriptedSource({ pages: [second], identity: 'scripted:two' })
    const error = await rejectionOf(harness.run({ source: other }))
    expect(error.code).toBe('TARGET_TAKEN')
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '1' }, { id: '2' }])
  })

  it('of each of two workspaces that were cut short is gone on with by neither without being asked for', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const broken = createScriptedSource({ pages: [first, outage] })
    const other = createScriptedSource({ pages: [second, outage], identity: 'scripted:two' })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true }))
    await rejectionOf(harness.run({ source: other, isFullRefresh: true }))
    const again = createScriptedSource({ pages: [second, second], identity: 'scripted:two' })
    const error = await rejectionOf(harness.run({ source: again }))
    expect(error.code).toBe('TARGET_TAKEN')
    await harness.run({ source: again, isFullRefresh: true })
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '2' }, { id: '3' }])
  })

  it('that was cut short before the table held anything is in nobody’s way', async () => {
    await using harness = await createSyncHarness()
    const broken = createScriptedSource({ pages: [first, outage] })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true }))
    const other = createScriptedSource({ pages: [second], identity: 'scripted:two' })
    const result = await harness.run({ source: other })
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

  it('that was cut short goes on where it ended when a full refresh is asked for again', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const broken = createScriptedSource({ pages: [[{ id: '9', updated_at: 1 }], outage] })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true }))
    const source = createScriptedSource({ pages: [[{ id: '9', updated_at: 1 }], second] })
    await harness.run({ source, isFullRefresh: true })
    expect(source.requests.map((request) => request.after)).toEqual([{ page: 1 }, { page: 2 }])
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
