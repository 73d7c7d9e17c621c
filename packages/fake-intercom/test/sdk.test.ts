import { IntercomClient } from 'intercom-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFakeIntercom, type CountedTable, type FakeIntercom } from '../src/index.ts'

let fake: FakeIntercom
let client: IntercomClient

beforeAll(async () => {
  fake = await startFakeIntercom({ counts: { companies: 260, conversations: 90, articles: 60 } })
  client = new IntercomClient({ token: fake.token, baseUrl: fake.url, version: '2.14', maxRetries: 0 })
})
afterAll(() => fake[Symbol.asyncDispose]())

type Known = { readonly id?: string | number | null | undefined }

async function collect(records: AsyncIterable<Known> | Iterable<Known>): Promise<string[]> {
  const ids: string[] = []
  for await (const record of records) {
    ids.push(String(record.id))
  }
  return ids.toSorted()
}

function truth(table: CountedTable): string[] {
  return fake
    .truth(table)
    .map((record) => String(record['id']))
    .toSorted()
}

it('lets the official SDK list all contacts to the end', async () => {
  expect(await collect(await client.contacts.list({ per_page: 150 }))).toEqual(truth('contacts'))
})

it('lets the official SDK search all contacts to the end', async () => {
  const found = await client.contacts.search({
    query: { field: 'created_at', operator: '>', value: 0 as unknown as string },
    pagination: { per_page: 70 },
  })
  expect(await collect(found)).toEqual(truth('contacts'))
})

it('lets the official SDK scroll all companies to the end', async () => {
  expect(await collect(await client.companies.scroll({}))).toEqual(truth('companies'))
})

it('lets the official SDK list all companies by number to the end', async () => {
  expect(await collect(await client.companies.list({ per_page: 60 }))).toEqual(truth('companies'))
})

it('lets the official SDK list and search all conversations to the end', async () => {
  expect(await collect(await client.conversations.list({ per_page: 40 }))).toEqual(truth('conversations'))
  const found = await client.conversations.search({
    query: { field: 'updated_at', operator: '>', value: 1 as unknown as string },
    pagination: { per_page: 40 },
  })
  expect(await collect(found)).toEqual(truth('conversations'))
})

it('lets the official SDK list all articles to the end', async () => {
  expect(await collect(await client.articles.list({ per_page: 25 }))).toEqual(truth('articles'))
})

it('lets the official SDK list what comes in one answer', async () => {
  expect(await collect((await client.tags.list()).data ?? [])).toEqual(truth('tags'))
  expect(await collect((await client.segments.list()).segments ?? [])).toEqual(truth('segments'))
  expect(await collect(((await client.admins.list()).admins ?? []).filter((admin) => admin !== undefined))).toEqual(
    truth('admins'),
  )
  expect(await collect((await client.teams.list()).teams ?? [])).toEqual(truth('teams'))
  expect(await collect((await client.dataAttributes.list()).data ?? [])).toEqual(truth('dataAttributes'))
})

it('lets the official SDK read single records', async () => {
  const [contact] = truth('contacts')
  const [company] = truth('companies')
  const [conversation] = truth('conversations')
  expect((await client.contacts.find({ contact_id: contact ?? '' })).id).toBe(contact)
  expect((await client.companies.find({ company_id: company ?? '' })).id).toBe(company)
  expect((await client.conversations.find({ conversation_id: conversation ?? '' })).conversation_parts).toBeDefined()
  expect((await client.admins.identify())?.app?.id_code).toBe('fake1234')
})

it('answers a wrong token so that the official SDK calls it unauthorized', async () => {
  const stranger = new IntercomClient({ token: 'wrong', baseUrl: fake.url, maxRetries: 0 })
  await expect(stranger.tags.list()).rejects.toMatchObject({ statusCode: 401 })
})
