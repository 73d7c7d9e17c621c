import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness } from './sync-harness.ts'

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
