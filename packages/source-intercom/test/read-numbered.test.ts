import { describe, expect, it } from 'vitest'

import { startScriptedArticles } from './scripted-server.ts'
import { openSource, readAll } from './source-harness.ts'

const cursor = Date.UTC(2026, 9, 1)
const second = cursor / 1000
const after = { version: 1, apiVersion: '2.16', timezone: 'UTC', cursor, plan: null }

describe('a walk over changed articles', () => {
  it('stops at the first page that ends before the cursor, and is made twice', async () => {
    await using server = await startScriptedArticles([[[['a', second + 50]], [['b', second - 1]], [['c', second - 9]]]])
    const { ids, checkpoint } = await readAll(openSource(server.url, 'token'), { table: 'articles', after })
    expect(ids).toEqual(['a', 'b'])
    expect(server.walks).toBe(2)
    expect(checkpoint['plan']).toBeNull()
    expect(checkpoint['cursor']).toBeGreaterThan(cursor)
  })

  it('takes in every article of the second of the cursor', async () => {
    await using server = await startScriptedArticles([
      [
        [
          ['a', second + 50],
          ['b', second],
        ],
        [['c', second]],
        [['d', second - 1]],
      ],
    ])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'articles', after })
    expect(ids).toEqual(['a', 'b', 'c', 'd'])
  })

  it('goes on to the end when an article came out of order, and is made no more than twice for that', async () => {
    await using server = await startScriptedArticles([
      [
        [
          ['a', second + 3],
          ['b', second + 50],
        ],
        [['c', second - 1]],
        [['d', second + 9]],
      ],
    ])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'articles', after })
    expect(ids).toEqual(['a', 'b', 'c', 'd'])
    expect(server.walks).toBe(2)
  })

  it('goes on to the end when the second walk alone is out of order', async () => {
    await using server = await startScriptedArticles([
      [
        [
          ['a', second + 50],
          ['b', second + 3],
        ],
        [['c', second - 1]],
        [['d', second + 9]],
      ],
      [
        [
          ['b', second + 3],
          ['a', second + 50],
        ],
        [['c', second - 1]],
        [['d', second + 9]],
      ],
    ])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'articles', after })
    expect(ids).toContain('d')
  })

  it('goes on to the end when an article has no time', async () => {
    await using server = await startScriptedArticles([[[['a', null]], [['b', second - 1]], [['c', second + 1]]]])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'articles', after })
    expect(ids).toEqual(['a', 'b', 'c'])
  })
})

describe('articles that change between two walks', () => {
  it('come again in their new version, in the same read', async () => {
    const old = [['b', second + 3]] as const
    await using server = await startScriptedArticles([
      [[['a', second + 50]], old],
      [[['b', second + 60]], [['a', second + 50]]],
    ])
    const { ids } = await readAll(openSource(server.url, 'token'), { table: 'articles' })
    expect(ids).toEqual(['a', 'b', 'b'])
    expect(server.walks).toBe(3)
  })

  it('are read until two walks agree, and told when they never do', async () => {
    const edits = Array.from({ length: 9 }, (_, count) => [[['a', second + count] as const]])
    await using server = await startScriptedArticles(edits)
    const events: unknown[] = []
    const { batches } = await readAll(
      openSource(server.url, 'token'),
      { table: 'articles' },
      { report: (event) => events.push(event) },
    )
    expect(events).toContainEqual({ type: 'walks-disagreed', table: 'articles', walks: 8 })
    expect(batches.at(-1)?.isLast).toBe(true)
  })
})

describe('fewer articles than the API counts', () => {
  it('are told', async () => {
    await using server = await startScriptedArticles([[[['a', second]], [['b', second]]]], 3)
    const events: unknown[] = []
    await readAll(openSource(server.url, 'token'), { table: 'articles' }, { report: (event) => events.push(event) })
    expect(events).toContainEqual({ type: 'records-counted', table: 'articles', count: 3 })
    expect(events).toContainEqual({ type: 'records-missing', table: 'articles', read: 2, count: 3 })
  })

  it('are not told of a walk that stopped at the cursor', async () => {
    await using server = await startScriptedArticles([[[['a', second + 1]], [['b', second - 1]]]], 9)
    const events: unknown[] = []
    await readAll(
      openSource(server.url, 'token'),
      { table: 'articles', after },
      { report: (event) => events.push(event) },
    )
    expect(events).not.toContainEqual(expect.objectContaining({ type: 'records-missing' }))
  })
})
