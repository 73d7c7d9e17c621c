import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, outage, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness } from './sync-harness.ts'

describe('a run over an interval', () => {
  it('adds to the table that is there while a full refresh is unfinished, and leaves that to be gone on with', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const broken = createScriptedSource({ pages: [[{ id: '9', updated_at: 1 }], outage] })
    await rejectionOf(harness.run({ source: broken, isFullRefresh: true }))
    await harness.run({ source: createScriptedSource({ pages: [second] }), interval: { start: 0 } })
    expect(await harness.query('select id, name from people order by id')).toEqual([
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Bea' },
      { id: '3', name: 'Cyd' },
    ])
    const source = createScriptedSource({ pages: [[{ id: '9', updated_at: 1 }], [{ id: '8', updated_at: 1 }]] })
    const result = await harness.run({ source })
    expect(source.requests[0]?.after).toEqual({ page: 1 })
    expect(result.notes).toEqual([])
    expect(await harness.query('select id from people order by id')).toEqual([{ id: '8' }, { id: '9' }])
  })

  it('keeps nothing of what came before the source failed, since no checkpoint tells the next run of it', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const broken = createScriptedSource({ pages: [second, outage] })
    expect(await rejectionOf(harness.run({ source: broken, interval: { start: 0 } }))).toBe(outage)
    expect(await harness.query('select id, name from people order by id')).toEqual([
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Bob' },
    ])
    expect(await harness.query("select error from _ingestr.runs where status = 'failed'")).toEqual([
      { error: 'REQUEST_FAILED: The server is away.' },
    ])
  })

  it('does not mix another workspace into the table', async () => {
    await using harness = await createSyncHarness()
    await harness.run({ source: createScriptedSource({ pages: [first] }) })
    const other = createScriptedSource({ pages: [second], identity: 'scripted:two' })
    const error = await rejectionOf(harness.run({ source: other, interval: { start: 0 } }))
    expect(error.code).toBe('TARGET_TAKEN')
    expect(other.requests).toEqual([])
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '2' }])
  })
})
