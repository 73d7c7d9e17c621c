import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { readDuration } from '../src/duration.ts'
import { createDuckdbDestination, type DuckdbDestinationOptions } from '../src/index.ts'
import { load, page } from './fixture.ts'

it.each([
  [{ memoryLimit: '1KB' }, /memoryLimit is less than DuckDB needs/],
  [{ memoryLimit: '39.9MB' }, /memoryLimit is less than DuckDB needs/],
  [{ memoryLimit: '0GB' }, /memoryLimit is no amount of memory\. Write it like 512MB/],
  [{ memoryLimit: '80%' }, /memoryLimit is no amount of memory/],
  [{ memoryLimit: '-1' }, /memoryLimit is no amount of memory/],
  [{ threads: 0 }, /threads is no number of threads\. Write a whole number from 1 to 1024/],
  [{ threads: 1.5 }, /threads is no number of threads/],
  [{ threads: 100_000 }, /threads is no number of threads/],
  [{ lockTimeoutMs: -1 }, /lockTimeoutMs is no time to wait/],
  [{ lockTimeoutMs: Number.NaN }, /lockTimeoutMs is no time to wait/],
] satisfies ReadonlyArray<readonly [Partial<DuckdbDestinationOptions>, RegExp]>)(
  'refuses %j before anything is opened, and says what can be',
  (settings, message) => {
    expect(() => createDuckdbDestination({ path: '/x.duckdb', ...settings })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(message) }),
    )
  },
)

it('loads a page with the least memory that it takes', async () => {
  await using destination = createDuckdbDestination({ path: ':memory:', memoryLimit: '40MB', threads: 1 })
  expect(await load(destination, [page([{ id: 1 }])])).toMatchObject({ rows: 1 })
})

it('reads fewer pages at a time where there is no memory for all that wait', async () => {
  await using folder = await createTemporaryDirectory()
  const path = `${folder.path}/x.duckdb`
  await using destination = createDuckdbDestination({ path, memoryLimit: '90MB', threads: 2 })
  const large = { name: 'x'.repeat(2000), tags: ['y'.repeat(1000)] }
  const pages = Array.from(Array.from({ length: 40 }).keys(), (number) =>
    page(Array.from({ length: 100 }, (_, index) => ({ id: `${number}-${index}`, ...large }))),
  )
  expect(await load(destination, pages)).toMatchObject({ inserted: 4000, rows: 4000 })
})

it.each([
  ['0', 0],
  ['500ms', 500],
  ['30s', 30_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['10', Number.NaN],
  ['-1s', Number.NaN],
  ['soon', Number.NaN],
  ['', Number.NaN],
])('reads the time %j as %d ms', (text, durationMs) => {
  expect(readDuration(text)).toBe(durationMs)
})
