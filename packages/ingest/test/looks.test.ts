import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { check, plan, readStatus, reset, verify } from '../src/index.ts'
import { startCopy, type CopyHarness } from './copy-harness.ts'

const hour = 60 * 60_000

describe('status', () => {
  it('tells how far each table is read, how its runs ended, and what they counted', async () => {
    await using harness = await startCopy({ counts: { contacts: 40 } })
    expect((await readStatus(destination(harness))).tables).toEqual([])
    const startedAt = harness.clock.now()
    await harness.copyAll('contacts,tags')
    harness.clock.advance(hour)
    harness.fake.failNext({ path: '/tags', times: 99, fault: { kind: 'status', status: 403 } })
    await rejectionOf(harness.copy('tags'))
    const { tables } = await readStatus(destination(harness))
    expect(tables.map(({ target, table, rows }) => [target, table, rows])).toEqual([
      ['intercom.contacts', 'contacts', 40],
      ['intercom.tags', 'tags', expect.any(Number)],
    ])
    const [contacts, tags] = tables
    expect(contacts).toMatchObject({ isUnfinished: false, checkpoint: { isUnfinished: false } })
    expect(contacts?.checkpoint?.readUpTo).toBeLessThanOrEqual(startedAt)
    expect(contacts?.lastRun).toMatchObject({ status: 'succeeded', counts: { apiCountAfter: 40, inserted: 40 } })
    expect(tags?.lastRun).toMatchObject({ status: 'failed', error: expect.stringMatching(/^FORBIDDEN: /) })
    expect(tags?.lastSuccess).toMatchObject({ status: 'succeeded' })
  })

  it('knows of a table that is gone, and of one whose copy was cut short, masked or not', async () => {
    await using harness = await startCopy({ counts: { contacts: 900, tags: 5 } })
    const stop = new AbortController()
    let requests = 0
    const report = ({ type }: { readonly type: string }): void => {
      if (type === 'request-finished') requests += 1
      if (requests === 8) stop.abort()
    }
    const sourceSettings = { page_size: '20', extract_parallelism: '1' }
    const options = { mask: 'email:redact', stop: stop.signal, report, sourceSettings }
    const stopped = await harness.copy('contacts', options)
    expect(stopped.status).toBe('stopped')
    await harness.copy('tags')
    await change(harness, 'DROP TABLE intercom.intercom.tags')
    const { tables } = await readStatus(destination(harness))
    expect(tables[0]).toMatchObject({ target: 'intercom.contacts', isUnfinished: true, checkpoint: { readUpTo: null } })
    expect(tables[1]).toMatchObject({ target: 'intercom.tags', rows: null })
  })
})

describe('reset', () => {
  it('has the next run read everything, and keeps the rows', async () => {
    await using harness = await startCopy({ counts: { contacts: 30 } })
    await harness.copy('contacts')
    harness.clock.advance(hour)
    expect((await harness.copy('contacts')).counts.received).toBeLessThan(30)
    expect(await reset({ ...destination(harness), table: 'Intercom.Contacts' })).toMatchObject({
      rows: 30,
      table: 'contacts',
    })
    expect((await harness.copy('contacts')).counts).toMatchObject({ received: 30, inserted: 0, rows: 30 })
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it('forgets nothing where the answer is no, or nothing is stored', async () => {
    await using harness = await startCopy({ counts: { tags: 3 } })
    await harness.copy('tags')
    expect(await reset({ ...destination(harness), table: 'intercom.tags', confirm: refuse })).toBeUndefined()
    expect((await readStatus(destination(harness))).tables[0]?.checkpoint).toBeDefined()
    const error = await rejectionOf(reset({ ...destination(harness), table: 'intercom.teams' }))
    expect(error.message).toContain('There are: intercom.tags.')
  })
})

describe('check', () => {
  it('tells whose data it is, what may be read, and that the destination can be written to; makes nothing', async () => {
    await using harness = await startCopy()
    harness.fake.failNext({ path: '/admins', times: 99, fault: { kind: 'status', status: 403 } })
    const found = await check({ ...both(harness), sourceTables: 'contacts,companies,articles,admins' })
    expect(Object.fromEntries(found.facts.map(({ name, value }) => [name, value]))).toMatchObject({
      workspace: expect.any(String),
      region: expect.stringContaining('us'),
      'rate limit': expect.stringMatching(/^\d+ requests in 10 s, \d+ left/),
    })
    expect(
      found.tables.map(({ table, error }) => [table, error?.message.includes('The plan of the workspace') ?? false]),
    ).toEqual([
      ['contacts', false],
      ['companies', false],
      ['articles', false],
      ['admins', true],
    ])
    expect(found.destination?.error).toBeUndefined()
    expect(harness.fake.requests.length).toBeLessThanOrEqual(5)
    expect(await readdir(harness.directory)).toEqual([])
  })

  it('says why a destination cannot be written to', async () => {
    await using harness = await startCopy()
    await writeFile(join(harness.directory, 'file'), '')
    const inFile = await check({ ...both(harness), destUri: 'duckdb:///./file/x.duckdb', sourceTables: 'tags' })
    expect(inFile.destination?.error).toMatchObject({ code: 'DESTINATION_UNAVAILABLE' })
    await writeFile(join(harness.directory, 'other.duckdb'), 'no database')
    const noDatabase = await check({ ...both(harness), destUri: 'duckdb:///other.duckdb', sourceTables: 'tags' })
    expect(noDatabase.destination?.error?.message).toContain('is not a DuckDB database')
    const deep = await check({ ...both(harness), destUri: 'duckdb:///./a/b/x.duckdb', sourceTables: 'tags' })
    expect(deep.destination?.error).toBeUndefined()
    expect(await readdir(harness.directory)).toEqual(['file', 'other.duckdb'])
  })

  it('rejects for a token that is not taken', async () => {
    await using harness = await startCopy()
    harness.fake.failNext({ path: '/me', times: 99, fault: { kind: 'status', status: 401 } })
    expect((await rejectionOf(check(both(harness)))).code).toBe('UNAUTHORIZED')
  })
})

describe('plan', () => {
  it('counts what a first load will read, and makes no file', async () => {
    await using harness = await startCopy({ counts: { contacts: 400 } })
    await mkdir(join(harness.directory, 'empty'))
    const { tables } = await plan({ ...both(harness), sourceTables: 'contacts,tags', destTable: 'intercom.{table}' })
    expect(tables[0]).toMatchObject({
      target: 'intercom.contacts',
      summary: 'first load',
      strategy: 'merge',
      rows: null,
      newColumns: expect.arrayContaining(['id', 'email']),
      estimate: { rows: 400, requests: 5, isAtMost: false },
    })
    expect(tables[1]).toMatchObject({ estimate: { requests: 1 } })
    expect(await readdir(harness.directory)).toEqual(['empty'])
  })

  it('tells of later runs, of an interval, and of columns that a table has not yet', async () => {
    await using harness = await startCopy({ counts: { contacts: 60 } })
    await harness.copy('contacts')
    harness.clock.advance(48 * hour)
    for (const contact of harness.fake.store.contacts.list().slice(0, 7)) {
      harness.fake.store.contacts.update(String(contact['id']), { name: 'new' })
    }
    await change(harness, 'ALTER TABLE intercom.intercom.contacts DROP COLUMN phone')
    const later = await plan({ ...both(harness), sourceTables: 'contacts', destTable: 'intercom.contacts' })
    expect(later.tables[0]).toMatchObject({
      rows: 60,
      newColumns: ['phone'],
      estimate: { rows: expect.toSatisfy((rows: number) => rows >= 7 && rows < 12), isAtMost: true },
    })
    const end = harness.clock.now() - 24 * hour
    const interval = { start: end - hour, end }
    const part = await plan({ ...both(harness), sourceTables: 'contacts', destTable: 'intercom.contacts', interval })
    expect(part.tables[0]).toMatchObject({ summary: 'an interval; the stored cursor stays', estimate: { rows: 0 } })
    // What was only planned has moved nothing.
    expect((await harness.copy('contacts')).counts.updated).toBe(7)
  })

  it('tells what keeps a table from being copied beside what does not', async () => {
    await using harness = await startCopy()
    await change(harness, 'CREATE SCHEMA intercom.intercom; CREATE TABLE intercom.intercom.tags (id INTEGER)')
    const { tables } = await plan({ ...both(harness), sourceTables: 'tags,teams', destTable: 'intercom.{table}' })
    expect(tables.map(({ error }) => error?.code)).toEqual(['TARGET_TAKEN', undefined])
  })
})

describe('verify', () => {
  const tables = {
    sourceTables: 'contacts,companies,conversations,articles,tags,data_attributes',
    destTable: 'intercom.{table}',
  }

  it('finds nothing wrong with what a run copied', async () => {
    await using harness = await startCopy({ counts: { contacts: 300, conversations: 90, companies: 40 } })
    await harness.copyAll(tables.sourceTables)
    const found = await verify({ ...both(harness), ...tables })
    for (const table of found.tables) expect(table).toMatchObject({ isGood: true, missing: [], stale: [] })
    expect(found.tables.map(({ sampled }) => sampled).every((sampled) => sampled > 0)).toBe(true)
  })

  it('finds what is missing, what is out of date, and too few rows, and knows what is not due yet', async () => {
    await using harness = await startCopy({ counts: { contacts: 120 } })
    await harness.copy('contacts')
    harness.clock.advance(hour)
    await harness.copy('contacts')
    const contacts = harness.fake.store.contacts.list()
    harness.fake.store.contacts.update(String(contacts[0]?.['id']), { name: 'after the run' })
    const options = { ...both(harness), sourceTables: 'contacts', destTable: 'intercom.contacts', sample: 600 }
    const [good] = (await verify(options)).tables
    expect(good).toMatchObject({ isGood: true, rows: 120 })
    await change(harness, "UPDATE intercom.intercom.contacts SET updated_at = TIMESTAMPTZ '2001-01-01 00:00:00+00'")
    const [stale] = (await verify(options)).tables
    expect(stale?.isGood).toBe(false)
    expect(stale?.stale.length).toBeGreaterThan(20)
    await change(harness, 'DELETE FROM intercom.intercom.contacts')
    const [missing] = (await verify(options)).tables
    expect(missing).toMatchObject({ isGood: false, rows: 0, stale: [] })
    expect(missing?.missing.length).toBeGreaterThan(20)
    await change(harness, 'DROP TABLE intercom.intercom.contacts')
    expect((await verify(options)).tables[0]).toMatchObject({ isGood: false, rows: null })
  })

  it('finds records by their masked keys, and times that an older tool stored as numbers', async () => {
    await using harness = await startCopy({ counts: { contacts: 50 } })
    const masked = { mask: 'id:hash' }
    await harness.copy('contacts', { ...masked, columns: { updated_at: 'bigint' } })
    const options = { ...both(harness), sourceTables: 'contacts', destTable: 'intercom.contacts' }
    expect((await verify({ ...options, ...masked })).tables[0]).toMatchObject({ isGood: true })
    expect((await verify(options)).tables[0]?.isGood).toBe(false)
  })

  it.each([0, 601, 1.5])('refuses a sample of %d', async (sample) => {
    await using harness = await startCopy()
    const error = await rejectionOf(verify({ ...both(harness), sourceTables: 'tags', sample }))
    expect(error.code).toBe('INVALID_ARGUMENT')
  })
})

function destination({ runtime }: CopyHarness) {
  return { destUri: 'duckdb:///intercom.duckdb', runtime }
}

function both(harness: CopyHarness) {
  return { ...destination(harness), sourceUri: harness.fake.connectionUri() }
}

async function change({ path }: CopyHarness, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(sql)
  connection.closeSync()
  instance.closeSync()
}

async function refuse(): Promise<boolean> {
  return false
}
