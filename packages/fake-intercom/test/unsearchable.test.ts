import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFakeIntercom, type FakeIntercom } from '../src/index.ts'
import { call, searchIds } from './call.ts'

let fake: FakeIntercom

beforeAll(async () => {
  fake = await startFakeIntercom({
    counts: { contacts: 300, conversations: 50 },
    unsearchable: [
      { field: 'email', operator: '^', answer: 'refuse' },
      { field: 'external_id', answer: 'nothing' },
    ],
  })
})
afterAll(() => fake[Symbol.asyncDispose]())

const single = (field: string, operator: string, value: unknown): object => ({ field, operator, value })

it('refuses a filter that is told to be refused, and not the same field with another operator', async () => {
  const query = { operator: 'AND', value: [single('email', '^', 'a'), single('created_at', '>', 0)] }
  const refused = await call(fake, 'POST', '/contacts/search', { body: { query } })
  expect([refused.status, refused.json.errors[0].code]).toEqual([400, 'parameter_invalid'])
  expect((await searchIds(fake, 'contacts', { query: single('email', '~', 'a') })).length).toBeGreaterThan(0)
})

it('finds nothing by a filter that is told to find nothing, and the rest of a group', async () => {
  const lost = single('external_id', '^', 'u')
  const { json } = await call(fake, 'POST', '/contacts/search', { body: { query: lost } })
  expect([json.total_count, json.data.length]).toEqual([0, 0])
  const leads = await searchIds(fake, 'contacts', { query: single('role', '=', 'lead') })
  const either = { operator: 'OR', value: [lost, single('role', '=', 'lead')] }
  expect(await searchIds(fake, 'contacts', { query: either })).toEqual(leads)
  const both = { operator: 'AND', value: [single('role', '=', 'lead'), lost] }
  expect(await searchIds(fake, 'contacts', { query: both })).toEqual([])
})
