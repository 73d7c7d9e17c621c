import { describe, expect, test } from 'vitest'

import type { SqlStatement } from '@ingestr/contract'

import { currentVersion } from '../src/migrations.ts'
import { store } from './databases.ts'
import { entry, run } from './samples.ts'

const dialects = ['duckdb', 'ducklake', 'postgres', 'sqlite'] as const

test('statements are pure: the same for the same entry, with a question mark for each parameter', () => {
  for (const dialect of dialects) {
    const statements = [...store.record(dialect, entry), ...store.recordRun(dialect, run)]
    expect(statements).toEqual([...store.record(dialect, entry), ...store.recordRun(dialect, run)])
    for (const { text, parameters } of statements) expect(text.split('?').length - 1).toBe(parameters.length)
    expect(statements.map((statement) => statement.mustChange ?? 'any')).toEqual(['any', 1, 'any', 'any', 'any'])
  }
})

describe.each(dialects)('for %s', (dialect) => {
  test('no statement asks for what DuckLake refuses: keys and other constraints, and what leans on them', async () => {
    const statements: SqlStatement[] = []
    for (let version = 0; version <= currentVersion; version += 1) statements.push(...(await preparedFrom(version)))
    for (const revision of [1, 2]) statements.push(...store.record(dialect, { ...entry, isPublished: true, revision }))
    for (const status of ['running', 'succeeded'] as const)
      statements.push(...store.recordRun(dialect, { ...run, status }))

    const texts = statements.map(({ text }) => text.toLowerCase())
    expect(texts.some((text) => text.includes('create table'))).toBe(true)
    expect(texts.some((text) => text.includes('alter table'))).toBe(true)
    const refused =
      /\b(primary|unique|references|check|not null|default|on conflict|returning|merge|index|sequence|serial|identity|generated|collate)\b/
    expect(texts.filter((text) => refused.test(text))).toEqual([])
  })

  /** What preparing applies where the tables are of a version; 0 where there are none. */
  async function preparedFrom(version: number): Promise<readonly SqlStatement[]> {
    const applied: SqlStatement[] = []
    await store.prepare({
      dialect,
      query: async ({ text }) => {
        if (version === 0) return []
        return text.includes('sqlite_master') || text.includes('information_schema') ? [{ name: '' }] : [{ version }]
      },
      apply: async (statements) => void applied.push(...statements),
    })
    return applied
  }
})
