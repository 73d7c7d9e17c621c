import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { ingest, type IngestOptions } from '../src/index.ts'
import { startCopy } from './copy-harness.ts'
import { copyUntilKilled } from './killed-copy.ts'
import { readTable } from './table-truth.ts'

const hour = 60 * 60_000
const append = { incrementalStrategy: 'append' } as const

describe('contacts that are appended', () => {
  it('keep each version as a row of its own, once, however often it is read', async () => {
    await using harness = await startCopy({ counts: { contacts: 300 } })
    expect((await harness.copy('contacts', append)).counts).toMatchObject({ inserted: 300, rows: 300 })
    // Changes less than the index lag before the end of a run are read again by the next one.
    const [first = '', second = ''] = harness.fake.store.contacts.list().map((contact) => String(contact['id']))
    for (const [round, rows] of [302, 304, 306].entries()) {
      harness.clock.advance(60_000)
      harness.fake.store.contacts.update(first, { name: `one ${round}` })
      harness.fake.store.contacts.update(second, { name: `two ${round}` })
      harness.clock.advance(60_000)
      expect((await harness.copy('contacts', append)).counts).toMatchObject({ inserted: 2, updated: 0, rows })
    }
    harness.clock.advance(hour)
    expect((await harness.copy('contacts', append)).counts).toMatchObject({ inserted: 0, rows: 306 })
    const { rows } = await readTable(harness.path, 'intercom', 'contacts')
    const names = rows.filter(({ id }) => id === first).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['one 0', 'one 1', 'one 2']))
    expect(names).toHaveLength(4)
  })

  it('are there exactly once after the copy was killed at random moments', async () => {
    await using harness = await startCopy({ clock: { now: () => Date.now() }, counts: { contacts: 900 }, latencyMs: 5 })
    const options: IngestOptions = {
      sourceUri: harness.fake.connectionUri(),
      destUri: `duckdb:///${harness.path}`,
      sourceTables: 'contacts',
      destTable: 'intercom.contacts',
      ...append,
    }
    for (const requests of [4, 3, 5]) {
      await copyUntilKilled(harness.fake, options, { requests, commits: 1 }, harness.directory)
    }
    await ingest(options)
    await ingest(options)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it('begin anew with a full refresh', async () => {
    await using harness = await startCopy({ counts: { contacts: 20 } })
    await harness.copy('contacts', append)
    const [id = ''] = harness.fake.store.contacts.list().map((contact) => String(contact['id']))
    harness.clock.advance(hour)
    harness.fake.store.contacts.update(id, { name: 'changed' })
    await harness.copy('contacts', append)
    expect((await harness.copy('contacts', { ...append, fullRefresh: true })).counts.rows).toBe(20)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })
})

describe('tags that are appended', () => {
  it('are all there once more after every run, and an interval is set aside', async () => {
    await using harness = await startCopy({ counts: { tags: 33 } })
    expect((await harness.copy('tags', append)).counts.rows).toBe(33)
    const second = await harness.copy('tags', { ...append, interval: { start: 0 } })
    expect(second.counts).toMatchObject({ inserted: 33, rows: 66 })
    expect(second.notes).toEqual(['The interval has no effect on tags: every run reads the list as a whole.'])
  })
})

describe('a table that was appended to', () => {
  it.each([
    ['contacts', {}],
    ['contacts', { interval: { start: 0 } }],
    ['contacts', { incrementalStrategy: 'replace' }],
    ['tags', {}],
  ])('keeps its rows of %s from a run under %j, until a full refresh gives them up', async (table, options) => {
    await using harness = await startCopy({ counts: { contacts: 20, tags: 20 } })
    await harness.copy(table, append)
    await harness.copy(table, append)
    const before = await readTable(harness.path, 'intercom', table)
    const error = await rejectionOf(harness.copy(table, options))
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/intercom\.\w+ was appended to .*--incremental-strategy append.*--full-refresh/),
    })
    expect(await readTable(harness.path, 'intercom', table)).toEqual(before)
    await harness.copy(table, { fullRefresh: true })
    await harness.copy(table)
    expect(await harness.differencesOf(table)).toEqual([])
  })

  it('is one from the first run with append on, also where it was merged before', async () => {
    await using harness = await startCopy({ counts: { contacts: 20 } })
    await harness.copy('contacts')
    await harness.copy('contacts', append)
    expect(await rejectionOf(harness.copy('contacts'))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    const { rows } = await readTable(harness.path, '_ingestr', 'checkpoints')
    expect(rows.map((row) => row['strategy'])).toEqual(['append'])
  })
})

describe('contacts that are replaced', () => {
  const replace = { incrementalStrategy: 'replace' } as const

  it('are read as a whole by every run, and what is gone at the source goes', async () => {
    await using harness = await startCopy({ counts: { contacts: 300 } })
    await harness.copy('contacts')
    const [id = ''] = harness.fake.store.contacts.list().map((contact) => String(contact['id']))
    harness.fake.store.contacts.delete(id)
    harness.clock.advance(hour)
    expect((await harness.copy('contacts', replace)).counts).toMatchObject({ received: 299, rows: 299 })
    expect(await harness.differencesOf('contacts')).toEqual([])
    expect((await harness.copy('contacts', replace)).counts).toMatchObject({ received: 299, rows: 299 })
    harness.clock.advance(hour)
    expect((await harness.copy('contacts')).counts.received).toBeLessThan(299)
  })

  it('go on where a killed run was, and have what changed meanwhile', async () => {
    let offset = 0
    const clock = { now: () => Date.now() + offset }
    await using harness = await startCopy({ clock, counts: { contacts: 3000 }, latencyMs: 20 })
    const options: IngestOptions = {
      sourceUri: harness.fake.connectionUri(),
      destUri: `duckdb:///${harness.path}`,
      sourceTables: 'contacts',
      destTable: 'intercom.contacts',
      ...replace,
    }
    expect(await copyUntilKilled(harness.fake, options, { requests: 7, commits: 1 }, harness.directory)).toBe('killed')
    const ids = harness.fake.store.contacts.list().map((contact) => String(contact['id']))
    harness.fake.store.contacts.update(ids[0] ?? '', { name: 'changed meanwhile' })
    harness.fake.store.contacts.create({ name: 'new' })
    offset += 2 * 24 * hour
    const plans: unknown[] = []
    const { tables } = await ingest({
      ...options,
      report: (event) => {
        if (event.type === 'run-planned') plans.push(event['summary'])
      },
    })
    expect(plans[0]).toBe('full refresh, going on with the one that an earlier run began')
    expect(plans[1]).toMatch(/^changes since /)
    expect(tables[0].counts.rows).toBe(3001)
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it('are not put in the place of a table that no ingestr made', async () => {
    await using harness = await startCopy({ counts: { contacts: 5 } })
    await harness.copy('tags', { destTable: 'intercom.contacts' })
    const error = await rejectionOf(harness.copy('contacts', replace))
    expect(error).toMatchObject({ code: 'TARGET_TAKEN' })
  })
})

it.each([
  ['tags', { incrementalStrategy: 'merge' }, /tags cannot be merged: its records have no versions.*append/],
  ['contacts', { incrementalStrategy: 'delete+insert' }, /contacts cannot have delete\+insert: .*use merge/],
  ['contacts', { incrementalStrategy: 'scd2' }, /use append, which keeps each version/],
  ['contacts', { incrementalStrategy: 'truncate+insert' }, /use replace/],
  ['contacts', { incrementalStrategy: 'none' }, /leave the flag out/],
  ['contacts', { incrementalStrategy: 'upsert' }, /no strategy `upsert`. It is one of: merge, replace, append/],
  ['contacts', { incrementalStrategy: 'dG9rOmNhbmFyeS1jYW5hcnk=' }, /no strategy \(not shown/],
  ['contacts', { primaryKey: 'email' }, /another than id for contacts: .*rows would be lost or come twice/],
  ['contacts', { primaryKey: ['id', 'email'] }, /another than id for contacts/],
  ['tags,data_attributes', { primaryKey: 'id' }, /another than name for data_attributes/],
  ['contacts', { incrementalKey: 'created_at' }, /another than updated_at for contacts/],
  ['tags', { incrementalKey: 'updated_at' }, /tags has no incremental key: /],
])('what %s cannot have is refused before any request: %j', async (table, wishes, words) => {
  await using harness = await startCopy()
  const error = await rejectionOf(harness.copyAll(table, wishes))
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(words) })
  expect(error.message).not.toContain('canary')
  expect(harness.fake.requests).toEqual([])
})

it.each([
  ['contacts', { incrementalStrategy: 'merge', primaryKey: 'ID', incrementalKey: 'updated_at' }],
  ['tags', { incrementalStrategy: 'replace', primaryKey: ['id'] }],
  ['data_attributes', { primaryKey: 'name' }],
])('what %s has anyhow may be said: %j', async (table, wishes) => {
  await using harness = await startCopy({ counts: { contacts: 5, tags: 5 } })
  await harness.copy(table, wishes)
  expect(await harness.differencesOf(table)).toEqual([])
})
