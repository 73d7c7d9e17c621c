import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'
import { startFakeIntercom, type FakeIntercom } from '../src/index.ts'
import { call } from './call.ts'

type Company = { readonly id: string; readonly name: string; readonly last_request_at?: number }

const ids = (companies: readonly Company[]): string[] => companies.map(({ id }) => id).toSorted()
const truth = (fake: FakeIntercom): string[] =>
  fake
    .truth('companies')
    .map(({ id }) => String(id))
    .toSorted()

describe('the scroll', () => {
  it('reads all companies, ends with an empty page, and is gone afterwards', async () => {
    await using fake = await startFakeIntercom({ counts: { companies: 30 }, scrollPageSize: 10 })
    const first = await call(fake, 'GET', '/companies/scroll')
    const { scroll_param: parameter } = first.json
    expect(first.json).toMatchObject({ type: 'list', pages: null, total_count: null })
    const next = (): ReturnType<typeof call> => call(fake, 'GET', `/companies/scroll?scroll_param=${parameter}`)
    const companies: Company[] = [...first.json.data]
    for (let page = await next(); page.json.data.length > 0; page = await next()) {
      companies.push(...page.json.data)
    }
    expect(ids(companies)).toEqual(truth(fake))
    expect((await next()).status).toBe(404)
    expect((await call(fake, 'GET', '/companies/scroll')).status).toBe(200)
  })

  it('may be open once in a workspace', async () => {
    await using fake = await startFakeIntercom()
    await call(fake, 'GET', '/companies/scroll')
    const { status, json } = await call(fake, 'GET', '/companies/scroll')
    expect(status).toBe(400)
    expect(json.errors).toEqual([{ code: 'scroll_exists', message: 'scroll already exists for this workspace' }])
  })

  it('dies when it is idle for more than a minute, and lives as long as it is read', async () => {
    const clock = createManualClock()
    await using fake = await startFakeIntercom({ clock, counts: { companies: 100 }, scrollPageSize: 10 })
    const { scroll_param: parameter } = (await call(fake, 'GET', '/companies/scroll')).json
    const next = async (): Promise<number> =>
      (await call(fake, 'GET', `/companies/scroll?scroll_param=${parameter}`)).status
    clock.advance(50_000)
    expect(await next()).toBe(200)
    clock.advance(50_000)
    expect(await next()).toBe(200)
    clock.advance(60_001)
    expect(await next()).toBe(404)
    expect((await call(fake, 'GET', '/companies/scroll')).status).toBe(200)
  })

  it('shows companies as they are when their page is read', async () => {
    await using fake = await startFakeIntercom({ counts: { companies: 20 }, scrollPageSize: 15 })
    const first = await call(fake, 'GET', '/companies/scroll')
    const unread = truth(fake).find((id) => !ids(first.json.data).includes(id)) ?? ''
    fake.store.companies.update(unread, { name: 'Changed' })
    const created = fake.store.companies.create({ name: 'New', user_count: 3 })
    const { scroll_param: parameter } = first.json
    const second = await call(fake, 'GET', `/companies/scroll?scroll_param=${parameter}`)
    const names = second.json.data.map((company: Company) => company.name)
    expect(names).toContain('Changed')
    expect(second.json.data.at(-1).id).toBe(created['id'])
  })

  it('is lost after a failure of the server, and its place is free', async () => {
    await using fake = await startFakeIntercom()
    const { scroll_param: parameter } = (await call(fake, 'GET', '/companies/scroll')).json
    fake.failNext({ path: '/companies/scroll', fault: { kind: 'status', status: 500 } })
    const next = (): ReturnType<typeof call> => call(fake, 'GET', `/companies/scroll?scroll_param=${parameter}`)
    const failed = await next()
    expect(failed.json.errors[0].message).toContain('Please restart the scroll operation')
    expect((await next()).status).toBe(404)
    expect((await call(fake, 'GET', '/companies/scroll')).status).toBe(200)
  })
})

describe('the numbered list', () => {
  it('is refused beyond 10,000 companies', async () => {
    await using fake = await startFakeIntercom({ counts: { companies: 12_345 } })
    const page = (number: number): ReturnType<typeof call> =>
      call(fake, 'POST', `/companies/list?per_page=60&page=${number}`)
    const last = await page(167)
    expect(last.status).toBe(200)
    expect(last.json.data).toHaveLength(40)
    expect(last.json.total_count).toBe(fake.truth('companies').length)
    expect(last.json.pages.next).toBe(`${fake.url}/companies/list?per_page=60&page=168`)
    const { status, json } = await page(168)
    expect(status).toBe(400)
    expect(json.errors).toEqual([{ code: 'bad_request', message: 'page limit reached, please use scroll API' }])
  })

  it('is sorted by the last request, the latest first', async () => {
    await using fake = await startFakeIntercom()
    const { json } = await call(fake, 'POST', '/companies/list?per_page=60')
    const times = json.data.map((company: Company) => company.last_request_at ?? 0)
    expect(times).toEqual(times.toSorted((left: number, right: number) => right - left))
    const turned = await call(fake, 'POST', '/companies/list?per_page=60&order=asc')
    expect(turned.json.data[0]).not.toHaveProperty('last_request_at')
  })

  it('takes 60 at most, answers POST only, and is empty beyond its end', async () => {
    await using fake = await startFakeIntercom()
    const { status, json } = await call(fake, 'POST', '/companies/list?per_page=61')
    expect([status, json.errors[0].message]).toEqual([400, 'Per Page is too big'])
    expect((await call(fake, 'GET', '/companies/list')).status).toBe(404)
    const beyond = await call(fake, 'GET', '/companies?per_page=60&page=9')
    expect(beyond.json).toMatchObject({ data: [], pages: { next: null } })
  })

  it('tells the next page as an object, or by another host, where that is asked for', async () => {
    await using object = await startFakeIntercom({ companiesNext: 'object', articlesNext: 'object' })
    expect((await call(object, 'GET', '/companies')).json.pages.next).toMatchObject({ page: 2, per_page: 15 })
    expect((await call(object, 'GET', '/articles')).json.pages.next).toMatchObject({ page: 2, per_page: 25 })
    await using other = await startFakeIntercom({ nextHost: 'http://other.invalid' })
    const { json } = await call(other, 'GET', '/articles?per_page=10')
    expect(json.pages.next).toBe('http://other.invalid/articles?per_page=10&page=2')
  })
})

describe('companies without users', () => {
  it('are in no list, and are found by id', async () => {
    await using fake = await startFakeIntercom({ counts: { companies: 3 } })
    const created = fake.store.companies.create({ name: 'Empty', user_count: 0 })
    const listed = await call(fake, 'GET', '/companies?per_page=60')
    expect(ids(listed.json.data)).not.toContain(created['id'])
    expect(listed.json.total_count).toBe(3)
    expect((await call(fake, 'GET', `/companies/${String(created['id'])}`)).json.name).toBe('Empty')
  })

  it('appear as soon as they have one', async () => {
    await using fake = await startFakeIntercom({ counts: { companies: 3 } })
    const created = fake.store.companies.create({ name: 'Empty', user_count: 0 })
    fake.store.companies.update(String(created['id']), { user_count: 1 })
    expect(truth(fake)).toContain(created['id'])
  })
})

it('finds a company by the id that the customer gave it', async () => {
  await using fake = await startFakeIntercom({ counts: { companies: 3 } })
  const created = fake.store.companies.create({ company_id: 'own-7', user_count: 1 })
  expect((await call(fake, 'GET', '/companies?company_id=own-7')).json.id).toBe(created['id'])
  const missing = await call(fake, 'GET', '/companies?company_id=own-8')
  expect([missing.status, missing.json.errors[0].code]).toEqual([404, 'company_not_found'])
})
