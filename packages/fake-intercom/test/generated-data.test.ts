import { createManualClock } from '@ingestr-tooling/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFakeIntercom, type CountedTable, type FakeIntercom, type FakeIntercomOptions } from '../src/index.ts'
import { call } from './call.ts'

const day = 86_400
let fake: FakeIntercom

beforeAll(async () => {
  fake = await startFakeIntercom({ counts: { contacts: 2000, conversations: 1000 }, createdSpreadDays: 100 })
})
afterAll(() => fake[Symbol.asyncDispose]())

const text = (table: CountedTable): string => fake.truthJson(table).join('\n')

async function truthOf(options: FakeIntercomOptions): Promise<string[]> {
  await using other = await startFakeIntercom({ clock: createManualClock(), counts: { contacts: 50 }, ...options })
  return other.truthJson('contacts')
}

it('is the same for the same seed, and other for another', async () => {
  expect(await truthOf({ seed: 5 })).toEqual(await truthOf({ seed: 5 }))
  expect(await truthOf({ seed: 6 })).not.toEqual(await truthOf({ seed: 5 }))
})

it('lies within the days asked for, before now', () => {
  const now = fake.now() / 1000
  const contacts = fake.truth('contacts')
  const created = contacts.map((contact) => Number(contact['created_at']))
  const updated = contacts.map((contact) => Number(contact['updated_at']))
  expect(Math.max(...updated)).toBeLessThan(now)
  expect(Math.min(...created)).toBeGreaterThan(now - 101 * day)
  expect(Math.max(...created) - Math.min(...created)).toBeGreaterThan(99 * day)
  expect(contacts.every((contact) => Number(contact['updated_at']) >= Number(contact['created_at']))).toBe(true)
})

it('has records of the same second', () => {
  for (const field of ['created_at', 'updated_at']) {
    const times = fake.truth('contacts').map((contact) => contact[field])
    expect(new Set(times).size).toBeLessThan(times.length - 10)
  }
})

it.each([
  ['emoji beyond one code unit', '👩🏽‍🚀'],
  ['writing from right to left', 'مريم'],
  ['combining characters', 'Jose\u0301'],
  ['quotes and backslashes', String.raw`O’Brien \"the Boss\" \\ Sons`],
  ['escaped line breaks', String.raw`Line\nBreak\tTab\r`],
  ['escaped control characters', String.raw`\u0001control\u001f`],
  ['markup escaped as Rails does', String.raw`\u003cb\u003eBold\u003c/b\u003e \u0026 Söhne`],
  ['empty names', '"name":""'],
  ['null names', '"name":null'],
  ['integers beyond 2^53', '9007199254740993'],
  ['integers beyond 64 bits', '170141183460469231731687303715884105727'],
  ['decimals with a zero at their end', ':1.10'],
  ['times beyond 32 bits', '"signed_up_at":2738966400'],
  ['owners as text', '"owner_id":"991267400"'],
  ['owners as numbers', '"owner_id":991267400'],
  ['avatars as objects', '"avatar":{"type":"avatar"'],
  ['avatars as text', '"avatar":"https://'],
  ['lists that are cut at ten', '"has_more":true'],
  ['unknown fields', '"Beta Flags":['],
  ['unknown fields with large numbers', '"lifetime_points":9007199254740993'],
  ['unknown fields in objects', '"postal_hint":{'],
])('has contacts with %s', (_name, part) => {
  expect(text('contacts')).toContain(part)
})

it('shows ten of a longer list, and tells how many there are', () => {
  const tags = fake.truth('contacts').map((contact) => JSON.parse(JSON.stringify(contact['tags'])))
  const long = tags.filter((list) => list.has_more)
  expect(long.length).toBeGreaterThan(0)
  expect(long.every((list) => list.data.length === 10 && list.total_count > 10)).toBe(true)
})

it.each([
  ['texts of tens of kilobytes', /"body":"[^"]{20000}|"body":"(?:[^"\\]|\\.){20000}/],
  ['sizes as text and as numbers', /"filesize":"\d+"[^]*"filesize":\d/],
  ['assignees as text and as numbers', /"admin_assignee_id":"\d+"[^]*"admin_assignee_id":\d/],
  ['lists in custom attributes', /"Topics":\["billing"/],
  ['numbers beyond 64 bits signed', /"reopen_budget":9223372036854775808/],
])('has conversations with %s', (_name, pattern) => {
  expect(text('conversations')).toMatch(pattern)
})

it('leaves keys out where a record lacks them', () => {
  const counts = ['email_domain', 'sms_consent'].map(
    (field) => fake.truth('contacts').filter((contact) => !(field in contact)).length,
  )
  expect(counts.every((count) => count > 0 && count < 2000)).toBe(true)
  expect(fake.truth('companies').some((company) => !('industry' in company))).toBe(true)
})

it('has data attributes whose name repeats, and built-in ones without an id', () => {
  const attributes = fake.truth('dataAttributes')
  const names = attributes.map(({ model, name }) => `${String(model)} ${String(name)}`)
  expect(new Set(attributes.map(({ name }) => name)).size).toBeLessThan(new Set(names).size)
  expect(new Set(names).size).toBeLessThan(names.length)
  expect(attributes.every((attribute) => attribute['custom'] === 'id' in attribute)).toBe(true)
})

it('refers from one table to another', async () => {
  const tags = new Set(fake.truth('tags').map(({ id }) => id))
  const contacts = fake.truth('contacts').map((contact) => JSON.parse(JSON.stringify(contact)))
  const attached: readonly { readonly id: string }[] = contacts.flatMap((contact) => contact.tags.data)
  expect(attached.every(({ id }) => tags.has(id))).toBe(true)
  const [company] = contacts.flatMap((contact) => contact.companies.data)
  expect((await call(fake, 'GET', company.url)).status).toBe(200)
  const { json } = await call(fake, 'GET', '/conversations?per_page=1')
  const [contact] = json.conversations[0].contacts.contacts
  expect((await call(fake, 'GET', `/contacts/${contact.id}`)).status).toBe(200)
})
