import { expect, test } from 'vitest'

import { store } from './databases.ts'
import { entry, run } from './samples.ts'

test('statements are pure: the same for the same entry, with a question mark for each parameter', () => {
  for (const dialect of ['duckdb', 'ducklake', 'postgres', 'sqlite'] as const) {
    const statements = [...store.record(dialect, entry), ...store.recordRun(dialect, run)]
    expect(statements).toEqual([...store.record(dialect, entry), ...store.recordRun(dialect, run)])
    for (const { text, parameters } of statements) expect(text.split('?').length - 1).toBe(parameters.length)
    expect(statements.map((statement) => statement.mustChange ?? 'any')).toEqual([1, 'any', 'any', 'any', 'any', 'any'])
  }
})
