import { describe, expect, it } from 'vitest'

import { allTables, startCopy, truthOf } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const nothing = {
  contacts: 0,
  companies: 0,
  conversations: 0,
  articles: 0,
  tags: 0,
  segments: 0,
  admins: 0,
  teams: 0,
  dataAttributes: 0,
  conversationAttributes: 0,
}

describe('a first load', () => {
  it.each(allTables)('brings every record of %s, and every value of it', async (table) => {
    await using harness = await startCopy({
      counts: { contacts: 700, companies: 430, conversations: 360, articles: 130 },
    })
    const result = await harness.copy(table)
    expect(result.status).toBe('succeeded')
    expect(await harness.differencesOf(table)).toEqual([])
    expect(result.counts.rows).toBe(truthOf(harness.fake, table).length)
    expect(result.counts.rows).toBeGreaterThan(0)
  })

  it.each(allTables)('of an empty workspace makes an empty table %s with its declared columns', async (table) => {
    await using harness = await startCopy({ counts: nothing })
    await harness.copy(table)
    const stored = await readTable(harness.path, 'intercom', table)
    expect(stored.rows).toEqual([])
    expect(stored.columns.length).toBeGreaterThan(3)
  })

  it.each(allTables)('is followed by a run of %s that ends with the same rows', async (table) => {
    await using harness = await startCopy({
      counts: { contacts: 200, companies: 130, conversations: 90, articles: 60 },
    })
    await harness.copy(table)
    const result = await harness.copy(table)
    const isMerged = ['contacts', 'companies', 'conversations', 'articles'].includes(table)
    const { rows } = result.counts
    expect(result.counts).toMatchObject({ inserted: isMerged ? 0 : rows, updated: 0 })
    expect(await harness.differencesOf(table)).toEqual([])
  })

  it('keeps both attributes of one name, which two models share', async () => {
    await using harness = await startCopy()
    await harness.copy('data_attributes')
    const names = truthOf(harness.fake, 'data_attributes').map((text) => (JSON.parse(text) as { name: string }).name)
    const stored = await readTable(harness.path, 'intercom', 'data_attributes')
    expect(new Set(names).size).toBeLessThan(names.length)
    expect(stored.rows.map((row) => row['name']).toSorted()).toEqual(names.toSorted())
  })

  it('reads more than 10,000 companies', async () => {
    await using harness = await startCopy({ counts: { companies: 12_345 } })
    const result = await harness.copy('companies')
    expect(result.counts.rows).toBe(truthOf(harness.fake, 'companies').length)
    expect(result.counts.rows).toBeGreaterThan(10_000)
  })
})

describe('a table that is replaced', () => {
  it.each(['tags', 'segments', 'admins', 'teams', 'data_attributes', 'conversation_attributes'])(
    'holds what the API has now: %s, when all are gone, holds nothing',
    async (table) => {
      await using harness = await startCopy()
      await harness.copy(table)
      await using emptied = await startCopy({ counts: nothing })
      await harness.copy(table, { sourceUri: emptied.fake.connectionUri() })
      expect((await readTable(harness.path, 'intercom', table)).rows).toEqual([])
    },
  )
})
