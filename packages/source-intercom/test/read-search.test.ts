import type { Checkpoint } from '@ingestr/contract'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startScriptedSearch } from './scripted-server.ts'
import { openSource, readAll } from './source-harness.ts'

const cursor = Date.UTC(2026, 9, 1)
const second = cursor / 1000
const after = { version: 1, apiVersion: '2.16', timezone: 'UTC', cursor, plan: null }

describe('a walk over what changed', () => {
  it('stops at the first row that is older than the cursor', async () => {
    await using server = await startScriptedSearch([
      [['a', second + 50]],
      [
        ['b', second + 3],
        ['c', second - 1],
      ],
      [['d', second - 500]],
    ])
    const { ids, checkpoint } = await readAll(openSource(server.url, 'token'), { table: 'contacts', after })
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(server.searches).toBe(2)
    expect(checkpoint['plan']).toBeNull()
  })

  it('takes in every row of the second of the cursor', async () => {
    await using server = await startScriptedSearch([
      [
        ['a', second + 50],
        ['b', second],
      ],
      [['c', second]],
      [['d', second - 1]],
    ])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'contacts', after })
    expect(ids).toEqual(['a', 'b', 'c', 'd'])
  })

  it('goes on to the end when a row came out of order', async () => {
    await using server = await startScriptedSearch([
      [
        ['a', second + 3],
        ['b', second + 50],
      ],
      [['c', second - 1]],
      [['d', second + 9]],
    ])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'contacts', after })
    expect(ids).toEqual(['a', 'b', 'c', 'd'])
  })

  it('goes on to the end when a row has no time', async () => {
    await using server = await startScriptedSearch([[['a', null]], [['b', second - 1]], [['c', second + 1]]])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'contacts', after })
    expect(ids).toEqual(['a', 'b', 'c'])
  })

  it('remembers disorder when it is stopped and gone on with', async () => {
    const pages = [
      [
        ['a', second + 3],
        ['b', second + 50],
      ],
      [['c', second - 1]],
      [['d', second + 9]],
    ] as const
    const stop = new AbortController()
    await using first = await startScriptedSearch(pages)
    const source = openSource(first.url, 'token')
    const plan = await source.plan({ table: 'contacts', after })
    let stored = {}
    for await (const batch of source.read(plan, { stop: stop.signal })) {
      stored = batch.checkpoint
      stop.abort()
    }
    await using rest = await startScriptedSearch(pages.slice(1))
    const { ids } = await readAll(openSource(rest.url, 'token'), { table: 'contacts', after: stored })
    expect(ids).toEqual(['c', 'd'])
  })
})

/** 900 conversations changed since the cursor: six pages. */
async function readChanges(times: number): Promise<{ readonly ids: ReadonlySet<string>; readonly error: unknown }> {
  const clock = createManualClock(cursor + 3_600_000)
  await using fake = await startFakeIntercom({
    clock,
    counts: { conversations: 900 },
    createdBetween: [cursor - 9_000_000, cursor - 8_000_000],
    updatedBetween: [cursor + 1_000_000, cursor + 2_000_000],
  })
  fake.failNext({
    path: '/conversations/search',
    body: /starting_after/,
    skip: 1,
    times,
    fault: { kind: 'without-next' },
  })
  const source = openSource(fake.url, fake.token, { clock, maxConcurrency: 1 })
  const ids = new Set<string>()
  const plan = await source.plan({ table: 'conversations', after: { ...after, version: 2 } })
  try {
    for await (const batch of source.read(plan)) {
      for (const row of batch.page?.rows(plan.tables[0]) ?? []) ids.add(String(row['id']))
      expect(batch.isLast && ids.size < 900).toBe(false)
    }
    return { ids, error: undefined }
  } catch (error) {
    return { ids, error }
  }
}

describe('a page in the middle of the changes that names no next one', () => {
  it('is not the end of them', async () => {
    const { ids, error } = await readChanges(1)
    expect(error).toBeUndefined()
    expect(ids.size).toBe(900)
  })

  it('ends the read with an error where it stays so, and never with its last batch', async () => {
    const { ids, error } = await readChanges(Infinity)
    expect(error).toMatchObject({ code: 'INVALID_RESPONSE' })
    expect(ids.size).toBeLessThan(900)
  })
})

describe('a first load', () => {
  it.each(['contacts', 'conversations'])('of %s goes by created_at, oldest first', async (table) => {
    await using fake = await startFakeIntercom({ counts: { contacts: 160, conversations: 160 } })
    await readAll(openSource(fake.url, fake.token), { table })
    const searches = fake.requests.filter((request) => request.path === `/${table}/search`)
    // Two pages, and two counts to compare them with.
    expect(searches.length).toBe(4)
    for (const { body } of searches) {
      expect(body).toMatchObject({
        query: { field: 'created_at' },
        sort: { field: 'created_at', order: 'ascending' },
      })
    }
  })

  it('can be stopped after every page, and brings each record all the same, hardly any twice', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 620 } })
    let stored: Checkpoint | undefined
    const ids: string[] = []
    for (let run = 0; run < 20; run += 1) {
      const stop = new AbortController()
      const source = openSource(fake.url, fake.token)
      const plan = await source.plan({ table: 'contacts', ...(stored !== undefined && { after: stored }) })
      let isLast = false
      for await (const batch of source.read(plan, { stop: stop.signal })) {
        for (const row of batch.page?.rows(plan.tables[0]) ?? []) ids.push(String(row['id']))
        // What is stored goes through JSON.
        stored = JSON.parse(JSON.stringify(batch.checkpoint)) as Checkpoint
        isLast = batch.isLast
        stop.abort()
      }
      if (isLast) break
    }
    expect(new Set(ids).size).toBe(620)
    expect(ids.length).toBeLessThan(1.15 * 620)
  })

  it('says what the API counts', async () => {
    await using fake = await startFakeIntercom({ counts: { conversations: 230 } })
    const events: unknown[] = []
    await readAll(
      openSource(fake.url, fake.token),
      { table: 'conversations' },
      { report: (event) => events.push(event) },
    )
    expect(events).toContainEqual({ type: 'records-counted', table: 'conversations', count: 230 })
  })
})

describe('a first load that brings fewer records than the API counts', () => {
  it('is walked once more, and is complete when the missing ones come then', async () => {
    await using server = await startScriptedSearch(
      [
        [
          ['a', second],
          ['b', second],
        ],
        [
          ['a', second],
          ['b', second],
          ['c', second],
        ],
      ],
      { totalCount: 3, lastPages: [0, 1] },
    )
    const events: unknown[] = []
    const { ids, batches } = await readAll(
      openSource(server.url, 'token'),
      { table: 'contacts' },
      { report: (event) => events.push(event) },
    )
    expect(ids).toEqual(['a', 'b', 'a', 'b', 'c'])
    expect(batches.map((batch) => batch.isLast)).toEqual([false, false, true])
    expect(events).not.toContainEqual(expect.objectContaining({ type: 'records-missing' }))
  })

  it('tells when they never come', async () => {
    await using server = await startScriptedSearch([[['a', second]], [['a', second]]], {
      totalCount: 3,
      lastPages: [0, 1],
    })
    const events: unknown[] = []
    await readAll(openSource(server.url, 'token'), { table: 'contacts' }, { report: (event) => events.push(event) })
    expect(events).toContainEqual({ type: 'records-missing', table: 'contacts', read: 1, count: 3 })
  })
})

describe('the lull before the counts that prove that everything came', () => {
  it.each([
    [400, 1],
    // The one answer that there was says how many there are.
    [20, 0],
  ])('is told, once all pages of %d contacts came, %d time(s)', async (contacts, lulls) => {
    const clock = createManualClock()
    await using fake = await startFakeIntercom({ clock, counts: { contacts } })
    const asked: number[] = []
    const source = openSource(fake.url, fake.token, { clock })
    const plan = await source.plan({ table: 'contacts' })
    let pages = 0
    for await (const { page, isLull } of source.read(plan)) {
      if (page !== undefined) pages += 1
      if (isLull === true) asked.push(pages)
    }
    expect(asked).toEqual(Array.from({ length: lulls }, () => pages))
    expect(pages).toBeGreaterThanOrEqual(contacts / 150)
  })
})
