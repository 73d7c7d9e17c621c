import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeIntercom, type FakeIntercom, type JsonObject } from '../src/index.ts'
import { isObject } from '../src/json.ts'
import { call, searchIds, type Called } from './call.ts'

let fake: FakeIntercom

beforeAll(async () => {
  fake = await startFakeIntercom({ counts: { contacts: 500, conversations: 200 } })
})
afterAll(() => fake[Symbol.asyncDispose]())

type Table = 'contacts' | 'conversations'

function expected(table: Table, isWanted: (record: JsonObject) => boolean): string[] {
  return fake
    .truth(table)
    .filter(isWanted)
    .map(({ id }) => String(id))
    .toSorted()
}

async function found(table: Table, query: unknown): Promise<string[]> {
  return (await searchIds(fake, table, { query })).toSorted()
}

const single = (field: string, operator: string, value: unknown): object => ({ field, operator, value })

it.each([
  ['role', '=', 'lead', (contact: JsonObject) => contact['role'] === 'lead'],
  ['role', '!=', 'lead', (contact: JsonObject) => contact['role'] !== 'lead'],
  ['role', 'IN', ['lead'], (contact: JsonObject) => contact['role'] === 'lead'],
  ['role', 'NIN', ['lead'], (contact: JsonObject) => contact['role'] === 'user'],
  ['email', '~', 'EXAMPLE.com', (contact: JsonObject) => String(contact['email']).includes('example.com')],
  ['email', '!~', 'example.com', (contact: JsonObject) => !String(contact['email']).includes('example.com')],
  ['email', '^', 'ma', (contact: JsonObject) => String(contact['email']).startsWith('ma')],
  ['email', '$', '.org', (contact: JsonObject) => String(contact['email']).endsWith('.org')],
  ['name', '=', null, (contact: JsonObject) => contact['name'] === null],
  ['has_hard_bounced', '=', true, (contact: JsonObject) => contact['has_hard_bounced'] === true],
] as const)('finds contacts by %s %s %j', async (field, operator, value, isWanted) => {
  const ids = expected('contacts', isWanted)
  expect(ids.length).toBeGreaterThan(0)
  expect(await found('contacts', single(field, operator, value))).toEqual(ids)
})

it('finds contacts by a tag that they show', async () => {
  const tag = '9103'
  const ids = expected('contacts', (contact) => JSON.stringify(contact['tags']).includes(`"id":"${tag}"`))
  expect(ids.length).toBeGreaterThan(0)
  expect(await found('contacts', single('tag_id', '=', tag))).toEqual(ids)
})

it('finds conversations by whole words of their first message', async () => {
  const ids = expected(
    'conversations',
    ({ source }) => isObject(source) && String(source['body']).includes('need support'),
  )
  expect(await found('conversations', single('source.body', '=', 'support'))).toEqual(ids)
  expect(await found('conversations', single('source.body', '=', 'need support'))).toEqual([])
})

it('combines groups two levels deep', async () => {
  const query = {
    operator: 'AND',
    value: [
      { operator: 'OR', value: [single('state', '=', 'open'), single('state', '=', 'closed')] },
      { operator: 'OR', value: [single('read', '=', true), single('admin_assignee_id', '>', 0)] },
    ],
  }
  const ids = expected(
    'conversations',
    ({ state, read, admin_assignee_id: admin }) => state !== 'snoozed' && (read === true || Number(admin) > 0),
  )
  expect(await found('conversations', query)).toEqual(ids)
})

it('combines dates with other fields, and counts what it finds', async () => {
  const middle =
    fake
      .truth('conversations')
      .map(({ created_at: at }) => Number(at))
      .toSorted()[100] ?? 0
  const query = { operator: 'AND', value: [single('created_at', '>', middle), single('open', '=', true)] }
  const ids = expected('conversations', ({ created_at: at, open }) => Number(at) > middle && open === true)
  const { json } = await call(fake, 'POST', '/conversations/search', { body: { query } })
  expect(json.total_count).toBe(ids.length)
  expect(await found('conversations', query)).toEqual(ids)
})

it.each(['ascending', 'descending'])('sorts %s by time and then id', async (order) => {
  const ids = await searchIds(fake, 'contacts', { sort: { field: 'created_at', order }, perPage: 7 })
  const sorted = fake
    .truth('contacts')
    .map(({ id, created_at: at }) => ({ id: String(id), at: Number(at) }))
    .toSorted((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1))
    .map(({ id }) => id)
  expect(ids).toEqual(order === 'ascending' ? sorted : sorted.toReversed())
})

function search(table: Table, body: unknown, headers = {}): Promise<Called> {
  return call(fake, 'POST', `/${table}/search`, { body, headers })
}

describe('refused is', () => {
  it.each([
    ['!=', 1_700_000_000],
    ['>=', 1_700_000_000],
    ['<=', 1_700_000_000],
    ['IN', [1_700_000_000]],
    ['NIN', [1_700_000_000]],
  ])('%s on a date of contacts', async (operator, value) => {
    const { status, json } = await search('contacts', { query: single('updated_at', operator, value) })
    expect(status).toBe(400)
    expect(json.errors[0].code).toBe('parameter_invalid')
  })

  it.each([
    ['a comparison of text', single('email', '>', 'a')],
    ['a part of a number', single('admin_assignee_id', '~', 1)],
    ['IN on a tag', single('tag_id', 'IN', ['9100'])],
    ['IN without a list', single('role', 'IN', 'lead')],
    ['text for a date', single('updated_at', '>', 'foorbar')],
    ['text for a boolean', single('has_hard_bounced', '=', 'maybe')],
    ['an unknown field', single('shoe_size', '=', 42)],
    ['an empty group', { operator: 'AND', value: [] }],
    ['a group of 16', { operator: 'OR', value: Array.from({ length: 16 }, () => single('role', '=', 'lead')) }],
    [
      'a third level',
      {
        operator: 'AND',
        value: [{ operator: 'OR', value: [{ operator: 'AND', value: [single('role', '=', 'user')] }] }],
      },
    ],
  ])('%s', async (_name, query) => {
    expect((await search('contacts', { query })).status).toBe(400)
  })

  it('an order that is not spelt out, from 2.16 on', async () => {
    const body = { sort: { field: 'updated_at', order: 'desc' } }
    const { status, json } = await search('contacts', body)
    expect(status).toBe(400)
    expect(json.errors).toEqual([
      { code: 'invalid_sort_order', message: "Invalid sort order 'desc'. Must be one of: ascending, descending" },
    ])
    expect((await search('contacts', body, { 'intercom-version': '2.15' })).status).toBe(200)
  })

  it('more than 150 records at once', async () => {
    expect((await search('contacts', { pagination: { per_page: 151 } })).status).toBe(400)
    expect((await search('contacts', { pagination: { per_page: 150 } })).json.data).toHaveLength(150)
  })

  it('a cursor that is none, and a body that is not JSON', async () => {
    expect((await search('contacts', { pagination: { starting_after: 'bm9uZQ==' } })).status).toBe(400)
    const { status, json } = await search('contacts', '{"query":')
    expect([status, json.errors[0].code]).toEqual([400, 'parameter_invalid'])
  })
})

it('ignores a cursor in the query and a page number', async () => {
  const body = { sort: { field: 'created_at', order: 'ascending' }, pagination: { per_page: 2 } }
  const first = await call(fake, 'POST', '/contacts/search', { body })
  const cursor = first.json.pages.next.starting_after
  const again = await call(fake, 'POST', `/contacts/search?starting_after=${cursor}`, { body })
  expect(again.json.data).toEqual(first.json.data)
  const numbered = { ...body, pagination: { per_page: 2, page: 2 } }
  expect((await call(fake, 'POST', '/contacts/search', { body: numbered })).json.data).toEqual(first.json.data)
})

it('has cursors of time in milliseconds, id and page, and none on the last page', async () => {
  const body = { sort: { field: 'created_at', order: 'ascending' }, pagination: { per_page: 2 } }
  const { json } = await call(fake, 'POST', '/contacts/search', { body })
  const last = json.data.at(-1)
  const cursor = JSON.parse(Buffer.from(json.pages.next.starting_after, 'base64').toString())
  expect(cursor).toEqual([last.created_at * 1000, last.id, 2])
  expect(json.pages).toMatchObject({ type: 'pages', page: 1, per_page: 2, total_pages: 250 })
  const small = { query: single('id', '=', last.id) }
  expect((await call(fake, 'POST', '/contacts/search', { body: small })).json.pages).not.toHaveProperty('next')
})
