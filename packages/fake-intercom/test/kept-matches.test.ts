import { createSeededRandom } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'
import { startFakeIntercom, type FakeIntercom, type JsonObject } from '../src/index.ts'
import { searchIds } from './call.ts'

const single = (field: string, operator: string, value: unknown): object => ({ field, operator, value })
const day = 86_400
/** How many between the rounds; 2,500 are more than a table remembers. */
const changes = [1, 40, 2500, 3, 100]

const queries = [
  [single('role', '=', 'lead'), ({ role }: JsonObject) => role === 'lead'],
  [single('email', '^', 'm'), ({ email }: JsonObject) => String(email).startsWith('m')],
  [single('email', '$', '.org'), ({ email }: JsonObject) => String(email).endsWith('.org')],
  [single('external_id', '^', 'user-1'), ({ external_id: id }: JsonObject) => String(id).startsWith('user-1')],
  [single('id', '$', 'c'), ({ id }: JsonObject) => String(id).endsWith('c')],
  [single('id', '^', '6'), ({ id }: JsonObject) => String(id).startsWith('6')],
  [single('name', '^', 'GRACE'), ({ name }: JsonObject) => String(name).startsWith('Grace')],
  [single('os', '=', 'Linux'), ({ os }: JsonObject) => os === 'Linux'],
] as const

/** What a query must find, by the records themselves. */
function expected(fake: FakeIntercom, key: string, isWanted: (contact: JsonObject) => boolean): string[] {
  return fake
    .truth('contacts')
    .filter(isWanted)
    .map((contact) => ({ id: String(contact['id']), at: Number(contact[key]) }))
    .toSorted((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1))
    .map(({ id }) => id)
}

it.each([false, true])('finds what matches now, through many changes (made ready before: %j)', async (warm) => {
  await using fake = await startFakeIntercom({ counts: { contacts: 300 }, workspace: { timezone: 'UTC' }, warm })
  const random = createSeededRandom(3)
  const from = Math.floor(fake.now() / 1000) - 500 * day
  for (let round = 0; round < 6; round += 1) {
    for (const [filter, isWanted] of queries) {
      for (const field of ['created_at', 'updated_at']) {
        const query = { operator: 'AND', value: [single(field, '>', from), filter] }
        const ids = await searchIds(fake, 'contacts', { query, sort: { field, order: 'ascending' }, perPage: 50 })
        expect(ids).toEqual(expected(fake, field, isWanted))
        expect(ids.length).toBeGreaterThan(0)
      }
    }
    for (let change = 0; change < (changes[round] ?? 0); change += 1) {
      const ids = fake.store.contacts.ids()
      const id = ids[Math.floor(random() * ids.length)] ?? ''
      const dice = random()
      if (dice < 0.1) {
        fake.store.contacts.create({ role: 'lead', email: 'mia@example.com' })
      } else if (dice < 0.2 && ids.length > 200) {
        fake.store.contacts.delete(id)
      } else {
        const isLead = random() < 0.5
        fake.store.contacts.update(id, {
          role: isLead ? 'lead' : 'user',
          email: isLead ? 'm@x.org' : null,
          os: 'Linux',
        })
      }
    }
  }
})

it('shows during a walk what was changed before each of its pages', async () => {
  await using fake = await startFakeIntercom({ counts: { contacts: 200 } })
  const created: string[] = []
  fake.onRequest(() => {
    const at = Math.floor(fake.now() / 1000) + created.length
    created.push(String(fake.store.contacts.create({ role: 'lead', created_at: at })['id']))
  })
  const sort = { field: 'created_at', order: 'ascending' }
  const before = fake.truth('contacts').filter(({ role }) => role === 'lead').length
  const ids = await searchIds(fake, 'contacts', { query: single('role', '=', 'lead'), sort, perPage: 10 })
  expect(ids).toHaveLength(before + created.length)
  expect(ids.slice(-created.length)).toEqual(created)
})
