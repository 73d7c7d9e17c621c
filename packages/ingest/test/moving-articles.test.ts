import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

describe('articles that change while they are read', () => {
  it('are all there after the run', async () => {
    await using harness = await startCopy({ counts: { articles: 260 } })
    const { store } = harness.fake
    const deleted = new Set<string>()
    let count = 0
    harness.fake.onRequest((request) => {
      if (request.path !== '/articles' || (count += 1) > 14) return
      const ids = store.articles.list().map((each) => String(each['id']))
      store.articles.update(ids[(count * 37) % ids.length] ?? '', { title: `edited during request ${count}` })
      const gone = ids[(count * 53) % ids.length] ?? ''
      if (count % 2 === 0 && store.articles.delete(gone)) deleted.add(gone)
    })
    await harness.copy('articles')
    harness.clock.advance(60_000)
    await harness.copy('articles')
    const stored = await readTable(harness.path, 'intercom', 'articles')
    const surplus = stored.rows.filter((row) => deleted.has(row['id'] ?? ''))
    expect(deleted.size).toBeGreaterThan(4)
    const missing = (await harness.differencesOf('articles')).filter((each) => !each.includes('rows for'))
    expect(stored.rows.length - surplus.length).toBe(harness.fake.truthJson('articles').length)
    expect(missing).toEqual([])
  })

  it('are all there, with new ones, after the next run', async () => {
    await using harness = await startCopy({ counts: { articles: 260 } })
    const { store } = harness.fake
    let count = 0
    harness.fake.onRequest((request) => {
      if (request.path !== '/articles' || (count += 1) > 14) return
      // What is new comes first or last, as the order is; the others move.
      store.articles.create({ title: `added during request ${count}` })
      if (count % 3 === 0) store.articles.delete(String(store.articles.list()[count * 7]?.['id']))
    })
    const first = await harness.copy('articles')
    expect(first.status).toBe('succeeded')
    harness.clock.advance(60_000)
    await harness.copy('articles')
    const stored = await readTable(harness.path, 'intercom', 'articles')
    const ids = new Set(stored.rows.map((row) => row['id']))
    expect(count).toBeGreaterThan(14)
    expect(stored.rows.filter((row) => row['title']?.startsWith('added during'))).toHaveLength(14)
    expect(ids.size).toBe(stored.rows.length)
    expect(store.articles.list().filter((each) => !ids.has(String(each['id'])))).toEqual([])
  })

  it('are all there after one run when one is deleted, and the others move up', async () => {
    await using harness = await startCopy({ counts: { articles: 400 } })
    const { store } = harness.fake
    const newest = store.articles.list().toSorted((one, other) => updatedAt(other) - updatedAt(one))[0]?.['id']
    let count = 0
    harness.fake.onRequest((request) => {
      if (request.path === '/articles' && (count += 1) === 2) store.articles.delete(String(newest))
    })
    await harness.copy('articles')
    expect(store.articles.get(String(newest))).toBeUndefined()
    expect(harness.fake.truthJson('articles').length).toBe(399)
    // Who is deleted stays in the table.
    expect(await harness.differencesOf('articles')).toEqual(['400 rows for 399 records'])
  })
})

function updatedAt(article: { readonly [field: string]: unknown }): number {
  return Number(article['updated_at'])
}
