import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import type { Report, StatefulDestination, Strategy } from '@ingestr/contract'
import { createDuckdbDestination } from '@ingestr/destination-duckdb'

import { first, outage, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness, everyPage, type SyncHarness } from './sync-harness.ts'

/** DuckDB, which can do all, as a destination that declares less. */
function limited(harness: SyncHarness, strategies: readonly Strategy[]): StatefulDestination {
  const destination = createDuckdbDestination({ path: harness.path })
  return {
    specificationVersion: 'v1',
    location: 'a limited place',
    sql: destination.sql,
    capabilities: { ...destination.capabilities, strategies },
    canonicalName: (table) => destination.canonicalName(table),
    describe: (table, options) => destination.describe(table, options),
    openLoad(request, options) {
      if (!strategies.includes(request.strategy)) throw new TypeError(`asked to ${request.strategy}`)
      return destination.openLoad(request, options)
    },
    [Symbol.asyncDispose]: () => destination[Symbol.asyncDispose](),
  }
}

const ids = 'SELECT id FROM people ORDER BY ALL'

describe('a destination that cannot merge', () => {
  it('has each record once after a first load, though it was cut short and pages came again', async () => {
    await using harness = await createSyncHarness()
    const run = async (pages: Parameters<typeof createScriptedSource>[0]['pages']): Promise<readonly string[]> => {
      await using destination = limited(harness, ['append', 'replace'])
      const source = createScriptedSource({ pages })
      const summaries: string[] = []
      const report: Report = ({ summary }) => void (typeof summary === 'string' && summaries.push(summary))
      const { notes } = await harness.run({ source, destination, report, commitPolicy: everyPage })
      expect(summaries).toEqual(['resumed', 'first load'])
      return notes
    }
    await rejectionOf(run([first, first, outage]))
    expect(await harness.query("SELECT 1 FROM duckdb_tables() WHERE table_name = 'people'")).toEqual([])
    const notes = await run([first, first, second])
    expect(notes.join()).toContain('a limited place cannot merge')
    expect(await harness.query(ids)).toEqual([{ id: '1' }, { id: '2' }, { id: '3' }])
  })

  it('is appended to afterwards, a record that has changed as one more row', async () => {
    await using harness = await createSyncHarness()
    await using destination = limited(harness, ['append', 'replace'])
    await harness.run({ source: createScriptedSource({ pages: [first] }), destination })
    await harness.run({ source: createScriptedSource({ pages: [first, second] }), destination })
    expect(await harness.query(ids)).toEqual([{ id: '1' }, { id: '2' }, { id: '2' }, { id: '3' }])
  })

  it('nor replace is appended to from the first load on', async () => {
    await using harness = await createSyncHarness()
    await using destination = limited(harness, ['append'])
    await harness.run({ source: createScriptedSource({ pages: [first] }), destination })
    expect(await harness.query(ids)).toEqual([{ id: '1' }, { id: '2' }])
  })

  it('is appended to by a run over an interval', async () => {
    await using harness = await createSyncHarness()
    await using destination = limited(harness, ['append', 'replace'])
    const source = createScriptedSource({ pages: [first] })
    await harness.run({ source, destination, interval: { start: 0, end: 200_000 } })
    expect(await harness.query(ids)).toEqual([{ id: '1' }, { id: '2' }])
  })
})

it.each([
  ['a table that is to be merged, where it can only replace', ['replace'], 'people', false, 'cannot merge'],
  ['a table that is to be replaced, where it can only append', ['append'], 'labels', false, 'cannot replace'],
  ['a full refresh, where it cannot replace', ['append', 'merge'], 'people', true, 'cannot replace'],
] as const)('%s is an error before anything is read', async (_name, strategies, table, isFullRefresh, words) => {
  await using harness = await createSyncHarness()
  await using destination = limited(harness, strategies)
  const source = createScriptedSource({ pages: [first] })
  const { code, message } = await rejectionOf(harness.run({ source, destination, table, isFullRefresh }))
  expect(code).toBe('INVALID_ARGUMENT')
  expect(message).toContain(words)
  expect(source.requests).toEqual([])
})
