import { expect, it } from 'vitest'
import { startFakeIntercom, type CountedTable, type FakeIntercom } from '../src/index.ts'
import { call, searchIds } from './call.ts'

const dayMs = 86_400_000
const start = Date.UTC(2026, 2, 1)

function times(fake: FakeIntercom, table: CountedTable, field: string): number[] {
  return fake.truth(table).map((record) => Number(record[field]))
}

it.each(['contacts', 'conversations'] as const)(
  'creates and changes all %s within the periods given',
  async (table) => {
    await using fake = await startFakeIntercom({
      counts: { contacts: 500, conversations: 500 },
      createdBetween: [start, start + dayMs - 1],
      updatedBetween: [start + 10 * dayMs, start + 11 * dayMs - 1],
    })
    const created = times(fake, table, 'created_at')
    const updated = times(fake, table, 'updated_at')
    expect(Math.min(...created)).toBeGreaterThanOrEqual(start / 1000)
    expect(Math.max(...created)).toBeLessThan((start + dayMs) / 1000)
    expect(new Set(created).size).toBeGreaterThan(200)
    expect(Math.min(...updated)).toBeGreaterThanOrEqual((start + 10 * dayMs) / 1000)
    expect(Math.max(...updated)).toBeLessThan((start + 11 * dayMs) / 1000)
  },
)

it('creates all contacts in one second, and still walks and refers to them', async () => {
  await using fake = await startFakeIntercom({
    counts: { contacts: 400, conversations: 50 },
    createdBetween: [start, start],
    updatedBetween: [start, start],
  })
  expect(new Set(times(fake, 'contacts', 'created_at'))).toEqual(new Set([start / 1000]))
  expect(new Set(times(fake, 'contacts', 'updated_at'))).toEqual(new Set([start / 1000]))
  const ids = await searchIds(fake, 'contacts', { sort: { field: 'created_at', order: 'ascending' }, perPage: 30 })
  expect(ids).toEqual(fake.store.contacts.ids().toSorted())
  const { json } = await call(fake, 'GET', '/conversations?per_page=1')
  expect((await call(fake, 'GET', `/contacts/${json.conversations[0].contacts.contacts[0].id}`)).status).toBe(200)
})

it('leaves changes to the time since then unless told otherwise', async () => {
  await using fake = await startFakeIntercom({ counts: { contacts: 200 }, createdBetween: [start, start] })
  expect(new Set(times(fake, 'contacts', 'updated_at')).size).toBeGreaterThan(100)
  expect(Math.max(...times(fake, 'contacts', 'updated_at'))).toBeLessThan(fake.now() / 1000)
})

it('gives most users an email and an id of their own, and leads seldom an email', async () => {
  await using fake = await startFakeIntercom({ counts: { contacts: 4000 } })
  const contacts = fake.truth('contacts')
  const share = (role: string, fields: readonly string[]): number => {
    const all = contacts.filter((contact) => contact['role'] === role)
    return all.filter((contact) => fields.every((field) => contact[field] !== null)).length / all.length
  }
  expect(share('user', ['email', 'external_id'])).toBeGreaterThan(0.7)
  expect(share('lead', ['external_id'])).toBe(0)
  expect(share('lead', ['email'])).toBeLessThan(0.5)
  const emails = contacts.map(({ email }) => email).filter((email) => typeof email === 'string')
  expect(emails).toEqual(emails.map((email) => email.toLowerCase()))
  expect(new Set(emails).size).toBe(emails.length)
  const byLetter = Object.values(Object.groupBy(emails, (email) => email.slice(0, 1))).map(
    (group) => group?.length ?? 0,
  )
  expect(byLetter.length).toBeGreaterThan(25)
  expect(Math.max(...byLetter)).toBeGreaterThan(emails.length / 10)
  expect(Math.min(...byLetter)).toBeLessThan(emails.length / 200)
})

it.each([{ createdBetween: [2, 1] as const }, { updatedBetween: [2, 1] as const }, { capacity: 0 }])(
  'refuses %j',
  async (options) => {
    await expect(startFakeIntercom(options)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  },
)
