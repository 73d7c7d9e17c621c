import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'
import { startFakeIntercom, type FakeIntercom, type FakeIntercomOptions } from '../src/index.ts'
import { searchIds } from './call.ts'

const seconds = (iso: string): number => Date.parse(iso) / 1000

/** A fake without contacts but those of the given instants, named by them. */
async function withContactsAt(instants: readonly string[], options: FakeIntercomOptions): Promise<FakeIntercom> {
  const fake = await startFakeIntercom({ counts: { contacts: 0 }, clock: createManualClock(), ...options })
  for (const instant of instants) {
    fake.store.contacts.create({ id: instant, created_at: seconds(instant), updated_at: seconds(instant) })
  }
  return fake
}

const find = (fake: FakeIntercom, operator: string, instant: string): Promise<string[]> =>
  searchIds(fake, 'contacts', {
    query: { field: 'updated_at', operator, value: seconds(instant) },
    sort: { field: 'updated_at', order: 'ascending' },
  })

/** Midnight of the day, the second before the next midnight, and the next midnight itself. */
const days = [
  {
    name: 'a usual day in Los Angeles',
    timezone: 'America/Los_Angeles',
    before: '2026-01-05T07:59:59Z',
    first: '2026-01-05T08:00:00Z',
    last: '2026-01-06T07:59:59Z',
    after: '2026-01-06T08:00:00Z',
  },
  {
    name: 'the 23 hours in which Los Angeles goes to summer time',
    timezone: 'America/Los_Angeles',
    before: '2026-03-08T07:59:59Z',
    first: '2026-03-08T08:00:00Z',
    last: '2026-03-09T06:59:59Z',
    after: '2026-03-09T07:00:00Z',
  },
  {
    name: 'the 25 hours in which Los Angeles comes back from it',
    timezone: 'America/Los_Angeles',
    before: '2025-11-02T06:59:59Z',
    first: '2025-11-02T07:00:00Z',
    last: '2025-11-03T07:59:59Z',
    after: '2025-11-03T08:00:00Z',
  },
  {
    name: 'a day in UTC',
    timezone: 'UTC',
    before: '2026-06-30T23:59:59Z',
    first: '2026-07-01T00:00:00Z',
    last: '2026-07-01T23:59:59Z',
    after: '2026-07-02T00:00:00Z',
  },
  {
    name: 'the 25 hours in which Auckland leaves summer time',
    timezone: 'Pacific/Auckland',
    before: '2026-04-04T10:59:59Z',
    first: '2026-04-04T11:00:00Z',
    last: '2026-04-05T11:59:59Z',
    after: '2026-04-05T12:00:00Z',
  },
  {
    name: 'the 23 hours in which Auckland goes to it',
    timezone: 'Pacific/Auckland',
    before: '2025-09-27T11:59:59Z',
    first: '2025-09-27T12:00:00Z',
    last: '2025-09-28T10:59:59Z',
    after: '2025-09-28T11:00:00Z',
  },
  {
    name: 'a day in Santiago whose first hour does not exist',
    timezone: 'America/Santiago',
    before: '2026-09-06T03:59:59Z',
    first: '2026-09-06T04:00:00Z',
    last: '2026-09-07T02:59:59Z',
    after: '2026-09-07T03:00:00Z',
  },
]

describe.each(days)('contact search over $name', ({ timezone, before, first, last, after }) => {
  const instants = [before, first, last, after]

  it.each([first, last])('reads %s as its whole day', async (instant) => {
    await using fake = await withContactsAt(instants, { workspace: { timezone } })
    expect(await find(fake, '=', instant)).toEqual([first, last])
    expect(await find(fake, '>', instant)).toEqual([after])
    expect(await find(fake, '<', instant)).toEqual([before])
  })
})

const instants = ['2026-01-04T23:30:00Z', '2026-01-05T07:30:00Z', '2026-01-05T09:00:00Z', '2026-01-06T00:00:00Z']

it('reads days in UTC where that is asked for, whatever the timezone of the workspace', async () => {
  await using fake = await withContactsAt(instants, { contactDates: 'utc-day', workspace: { timezone: 'Asia/Tokyo' } })
  expect(await find(fake, '=', '2026-01-05T12:00:00Z')).toEqual(instants.slice(1, 3))
})

it('reads seconds where that is asked for', async () => {
  await using fake = await withContactsAt(instants, { contactDates: 'exact' })
  expect(await find(fake, '>', '2026-01-05T07:30:00Z')).toEqual(instants.slice(2))
  expect(await find(fake, '=', '2026-01-05T07:30:00Z')).toEqual([instants[1]])
  expect(await find(fake, '<', '2026-01-05T07:30:00Z')).toEqual(instants.slice(0, 1))
})

it('finds the whole day and all later with an equal-or-greater pair', async () => {
  await using fake = await withContactsAt(instants, { workspace: { timezone: 'UTC' } })
  const value = seconds('2026-01-05T20:00:00Z')
  const query = {
    operator: 'OR',
    value: ['=', '>'].map((operator) => ({ field: 'updated_at', operator, value })),
  }
  const found = await searchIds(fake, 'contacts', { query, sort: { field: 'updated_at', order: 'ascending' } })
  expect(found).toEqual(instants.slice(1))
})

it.each(['strict', 'inclusive'] as const)('reads > and < of conversations as %s, by the second', async (reading) => {
  await using fake = await startFakeIntercom({ counts: { conversations: 0 }, conversationGreater: reading })
  for (const second of [1000, 1001, 1002]) {
    fake.store.conversations.create({ id: String(second), created_at: second, updated_at: second })
  }
  const sort = { field: 'updated_at', order: 'ascending' }
  const found = (operator: string): Promise<string[]> =>
    searchIds(fake, 'conversations', { query: { field: 'updated_at', operator, value: 1001 }, sort })
  expect(await found('>')).toEqual(reading === 'strict' ? ['1002'] : ['1001', '1002'])
  expect(await found('<')).toEqual(reading === 'strict' ? ['1000'] : ['1000', '1001'])
  expect(await found('>=')).toEqual(['1001', '1002'])
  expect(await found('!=')).toEqual(['1000', '1002'])
})
