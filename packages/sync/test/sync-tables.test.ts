import { existsSync } from 'node:fs'

import { IngestError, type Report, type StatefulDestination } from '@ingestr/contract'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { first, outage, second } from './people-pages.ts'
import { createScriptedSource } from './scripted-source.ts'
import { createSyncHarness, everyPage } from './sync-harness.ts'

const refusal = new IngestError('FORBIDDEN', 'The token may not read labels.')

/** Lets two tables go on when both have come. */
function meeting(then: () => void): () => Promise<void> {
  const both = Promise.withResolvers<void>()
  let come = 0
  return async () => {
    if ((come += 1) === 2) both.resolve(then())
    await both.promise
  }
}

describe('a run of several tables', () => {
  it('is one run, with a row for each table', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first, second], labels: [[{ id: 'a' }]] })
    const results = await harness.runBoth({ source })
    expect(results.map(({ table, status, counts }) => [table, status, counts.rows])).toEqual([
      ['people', 'succeeded', 3],
      ['labels', 'succeeded', 1],
    ])
    expect(new Set(results.map(({ runId }) => runId)).size).toBe(1)
    expect(await harness.query('select tables, status from _ingestr.runs')).toEqual([
      { tables: '2', status: 'succeeded' },
    ])
    const rows = 'select source_table, status, rows, merged from _ingestr.run_tables order by rows'
    expect(await harness.query(rows)).toEqual([
      { source_table: 'labels', status: 'succeeded', rows: '1', merged: '1' },
      { source_table: 'people', status: 'succeeded', rows: '3', merged: '3' },
    ])
  })

  it('tells the source of those that are not there yet while it finds out whose data it is', async () => {
    await using harness = await createSyncHarness()
    const script = { pages: [first], labels: [[{ id: 'a' }]], isToldOf: 2 }
    const source = createScriptedSource(script)
    await harness.runBoth({ source })
    expect(source.anticipated.toSorted()).toEqual(['labels', 'people'])
    const later = createScriptedSource(script)
    await harness.runBoth({ source: later })
    expect(later.anticipated).toEqual([])
    await harness.execute('drop table people')
    const dropped = createScriptedSource(script)
    await harness.runBoth({ source: dropped })
    expect(dropped.anticipated).toEqual(['people'])
    const interval = createScriptedSource(script)
    await harness.execute('drop table people')
    await harness.run({ source: interval, interval: { start: 0 } })
    expect(interval.anticipated).toEqual([])
  })

  it('does not wait for a target that is locked where the source does not tell whose data it is', async () => {
    await using harness = await createSyncHarness()
    const refused = new IngestError('UNAUTHORIZED', 'The token is not taken.')
    const source = { ...createScriptedSource({ pages: [first] }), identify: () => Promise.reject(refused) }
    let isGivenUp = false
    const describeLocked: StatefulDestination['describe'] = (_, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          isGivenUp = true
          reject(signal.reason)
        })
      })
    await expect(harness.run({ source, describe: describeLocked })).rejects.toBe(refused)
    expect(isGivenUp).toBe(true)
  })

  it('reads them side by side', async () => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first], labels: [[{ id: 'a' }]] })
    source.onPage = meeting(() => undefined)
    const results = await harness.runBoth({ source })
    expect(results.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  })

  it('goes on with the others where one fails, and stores what it failed with', async () => {
    await using harness = await createSyncHarness()
    const [people, labels] = await harness.runBoth({
      source: createScriptedSource({ pages: [first], labels: [refusal] }),
    })
    expect(people).toMatchObject({ status: 'succeeded', counts: { rows: 2 } })
    expect(labels).toMatchObject({ status: 'failed', error: refusal })
    expect(await harness.query('select status, error from _ingestr.runs')).toEqual([
      { status: 'failed', error: 'FORBIDDEN: The token may not read labels.' },
    ])
    expect(await harness.query('select count(*) as n from people')).toEqual([{ n: '2' }])
  })

  it('makes no file where all fail before their first page', async () => {
    await using harness = await createSyncHarness()
    const results = await harness.runBoth({ source: createScriptedSource({ pages: [outage], labels: [refusal] }) })
    expect(results.map(({ status }) => status)).toEqual(['failed', 'failed'])
    expect(existsSync(harness.path)).toBe(false)
  })

  it('counts requests for the table that they were for, and names it in every event', async () => {
    await using harness = await createSyncHarness()
    const seen = new Set<string>()
    const report: Report = (event) => seen.add(`${event.type} ${String(event['table'])}`)
    const source = createScriptedSource({ pages: [first, second], labels: [[{ id: 'a' }]] })
    const results = await harness.runBoth({ source, report })
    expect(results.map(({ counts }) => counts.requests)).toEqual([2, 1])
    for (const type of ['run-planned', 'request-finished', 'rows-committed', 'table-finished']) {
      expect([...seen]).toEqual(expect.arrayContaining([`${type} people`, `${type} labels`]))
    }
    expect([...seen].filter((event) => event.endsWith('undefined'))).toEqual([])
  })

  it('stops all of them when asked to, each after what it has received', async () => {
    await using harness = await createSyncHarness()
    const stop = new AbortController()
    const source = createScriptedSource({ pages: [first, second], labels: [[{ id: 'a' }], [{ id: 'b' }]] })
    // Each is to have asked for its first page: one that had not would be stopped with nothing.
    source.onPage = meeting(() => stop.abort())
    const results = await harness.runBoth({ source, stop: stop.signal })
    expect(results.map(({ status }) => status)).toEqual(['stopped', 'stopped'])
    expect(results).toMatchObject([{ remaining: 1, counts: { rows: 2 } }, {}])
    expect(await harness.query('select status from _ingestr.runs')).toEqual([{ status: 'stopped' }])
  })

  it('ends all of them at once when aborted, with the reason', async () => {
    await using harness = await createSyncHarness()
    const abort = new AbortController()
    const source = createScriptedSource({ pages: [first, second] })
    source.onPage = (given) => (given === 1 ? abort.abort(refusal) : undefined)
    expect(await rejectionOf(harness.runBoth({ source, signal: abort.signal, commitPolicy: everyPage }))).toBe(refusal)
  })

  it('tells of tables that were aborted as stopped, as nothing failed', async () => {
    await using harness = await createSyncHarness()
    const abort = new AbortController()
    const ends: unknown[] = []
    const report: Report = ({ type, status }) => void (type === 'table-finished' && ends.push(status))
    const source = createScriptedSource({ pages: [first, second] })
    source.onPage = (given) => (given === 1 ? abort.abort(refusal) : undefined)
    await rejectionOf(harness.runBoth({ source, signal: abort.signal, report, commitPolicy: everyPage }))
    expect(ends).toContain('stopped')
    expect(ends).not.toContain('failed')
    const kept = await harness.query('select distinct status from _ingestr.run_tables')
    expect(kept).not.toContainEqual({ status: 'failed' })
  })

  it.each([
    ['one twice', ['people', 'people'], 'INVALID_ARGUMENT', 'people is named twice'],
    ['one that there is not', ['people', 'peeple'], 'UNKNOWN_TABLE', '"peeple"'],
    ['none', [], 'INVALID_ARGUMENT', 'name one'],
  ])('refuses %s before anything is asked', async (_, names, code, words) => {
    await using harness = await createSyncHarness()
    const source = createScriptedSource({ pages: [first] })
    const tables = names.map((table) => ({ table, target: { name: table } }))
    const error = await rejectionOf(harness.runBoth({ source, tables }))
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(source.requests).toEqual([])
  })

  it('refuses two tables in one target, however its name is written', async () => {
    await using harness = await createSyncHarness()
    const tables = [
      { table: 'people', target: { name: 'both' } },
      { table: 'labels', target: { schema: 'main', name: 'BOTH' } },
    ]
    const source = createScriptedSource({ pages: [first] })
    const error = await rejectionOf(harness.runBoth({ source, tables }))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('main.both') })
  })
})
