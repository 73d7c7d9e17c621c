import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'
import { FakeIntercomError, rawNumber, startFakeIntercom, type FakeIntercom } from '../src/index.ts'
import { call, searchIds } from './call.ts'

const byUpdate = (order: 'ascending' | 'descending'): object => ({ field: 'updated_at', order })

/** Walks all contacts two at a time; a contact that is still to come is touched after the first page. */
async function walkWithTouch(fake: FakeIntercom, order: 'ascending' | 'descending'): Promise<[string[], string]> {
  const before = await searchIds(fake, 'contacts', { sort: byUpdate(order) })
  const touched = before.at(-3) ?? ''
  let pages = 0
  fake.onRequest(() => {
    pages += 1
    if (pages === 2) {
      fake.store.contacts.update(touched, { name: 'touched' })
    }
  })
  return [await searchIds(fake, 'contacts', { sort: byUpdate(order), perPage: 2 }), touched]
}

describe('records that change while they are read', () => {
  it('come at the end of an ascending walk', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 10 } })
    const [ids, touched] = await walkWithTouch(fake, 'ascending')
    expect(ids.at(-1)).toBe(touched)
    expect(new Set(ids).size).toBe(10)
  })

  it('are missed by a descending walk', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 10 } })
    const [ids, touched] = await walkWithTouch(fake, 'descending')
    expect(ids).not.toContain(touched)
    expect(ids).toHaveLength(9)
  })

  it('move articles over the border of numbered pages', async () => {
    await using fake = await startFakeIntercom({ counts: { articles: 6 } })
    const first = await call(fake, 'GET', '/articles?per_page=3')
    const last = fake
      .truth('articles')
      .toSorted((left, right) => Number(left['updated_at']) - Number(right['updated_at']))[0]
    fake.store.articles.update(String(last?.['id']), { title: 'new' })
    const second = await call(fake, 'GET', '/articles?per_page=3&page=2')
    expect(second.json.data[0]).toEqual(first.json.data[2])
  })

  it('count at once', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 10 } })
    const count = async (): Promise<number> =>
      (await call(fake, 'POST', '/contacts/search', { body: {} })).json.total_count
    expect(await count()).toBe(10)
    const { id } = fake.store.contacts.create({ name: 'New' })
    expect(await count()).toBe(11)
    expect(fake.store.contacts.delete(String(id))).toBe(true)
    expect(await count()).toBe(10)
  })
})

describe('the search index', () => {
  it('shows new and changed contacts late, and the lists at once', async () => {
    const clock = createManualClock()
    await using fake = await startFakeIntercom({ counts: { contacts: 3 }, clock, indexLagMs: 60_000 })
    const [known] = fake.truth('contacts')
    const created = fake.store.contacts.create({ name: 'New' })
    fake.store.contacts.update(String(known?.['id']), { name: 'Changed' })
    const names = async (): Promise<unknown[]> => {
      const { json } = await call(fake, 'POST', '/contacts/search', { body: {} })
      return json.data.map((contact: { readonly name: unknown }) => contact.name)
    }
    const listed = await call(fake, 'GET', '/contacts')
    expect(listed.json.data.map((contact: { readonly id: string }) => contact.id)).toContain(created['id'])
    expect(await names()).toHaveLength(3)
    expect(await names()).not.toContain('Changed')
    clock.advance(60_000)
    expect(await names()).toHaveLength(4)
    expect(await names()).toEqual(expect.arrayContaining(['New', 'Changed']))
  })

  it('forgets what was deleted at once', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 3 }, indexLagMs: 60_000 })
    const [first] = fake.truth('contacts')
    const created = fake.store.contacts.create()
    fake.store.contacts.delete(String(first?.['id']))
    fake.store.contacts.delete(String(created['id']))
    fake.advance(60_000)
    expect(await searchIds(fake, 'contacts', {})).toHaveLength(2)
  })
})

describe('the store', () => {
  it('touches a record unless told otherwise', async () => {
    const clock = createManualClock()
    await using fake = await startFakeIntercom({ counts: { contacts: 1 }, clock })
    const [contact] = fake.truth('contacts')
    const id = String(contact?.['id'])
    expect(fake.store.contacts.update(id, { name: 'a' }, { touch: false })['updated_at']).toBe(contact?.['updated_at'])
    clock.advance(5000)
    expect(fake.store.contacts.update(id, { name: 'b' })['updated_at']).toBe(Math.floor(fake.now() / 1000))
    expect(fake.store.contacts.update(id, { updated_at: 77 })['updated_at']).toBe(77)
  })

  it('delivers digits and missing keys exactly as they were put in', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 0 } })
    fake.store.contacts.create({ id: 'x', custom_attributes: { n: rawNumber('9007199254740993') }, name: undefined })
    const { text, json } = await call(fake, 'GET', '/contacts')
    expect(text).toContain('"n":9007199254740993')
    expect(json.data[0]).not.toHaveProperty('name')
    expect(fake.truthJson('contacts')).toEqual([text.slice(text.indexOf('[') + 1, text.lastIndexOf('],"total_count"'))])
  })

  it('keeps its records when the caller changes his objects', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 0 } })
    const attributes = { plan: 'a' }
    fake.store.contacts.create({ id: 'x', custom_attributes: attributes })
    attributes.plan = 'b'
    expect(fake.store.contacts.get('x')?.['custom_attributes']).toEqual({ plan: 'a' })
  })

  it('says what is wrong with an id', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 1 } })
    const [contact] = fake.truth('contacts')
    expect(() => fake.store.contacts.update('none', {})).toThrow(FakeIntercomError)
    expect(() => fake.store.contacts.create({ id: contact?.['id'] })).toThrow(FakeIntercomError)
    expect(() => fake.store.mergeContacts('none', String(contact?.['id']))).toThrow(FakeIntercomError)
    expect(fake.store.contacts.delete('none')).toBe(false)
  })

  it('makes merged contacts vanish, and points to what they became', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 5 } })
    const [from = '', into = ''] = fake.truth('contacts').map(({ id }) => String(id))
    fake.store.mergeContacts(from, into)
    expect(await searchIds(fake, 'contacts', {})).not.toContain(from)
    const gone = await call(fake, 'GET', `/contacts/${from}`)
    expect([gone.status, gone.json.errors[0].code]).toEqual([410, 'contact_merged'])
    expect(gone.headers.get('link')).toBe(`</contacts/${into}>; rel="canonical"`)
    const before216 = await call(fake, 'GET', `/contacts/${from}`, { headers: { 'intercom-version': '2.15' } })
    expect(before216.status).toBe(404)
    const kept = await call(fake, 'GET', `/contacts/${into}?include_merge_history=true`)
    expect(kept.json.merge_history.at(-1)).toMatchObject({ source_contact_id: from })
    expect((await call(fake, 'GET', `/contacts/${into}`)).json).not.toHaveProperty('merge_history')
  })
})
