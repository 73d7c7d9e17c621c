import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { destinationConnector } from '../src/index.ts'
import { page, request, target } from './fixture.ts'

import type { Destination, UriValues } from '@ingestr/contract'

const runtime = { clock: createManualClock(), random: () => 0.5, workingDirectory: '/work/dir' }

function create(location: string, values: UriValues = {}): Promise<Destination> {
  return destinationConnector.create({ scheme: 'duckdb', location, values }, runtime)
}

describe('the location of a duckdb:// URI', () => {
  it.each([
    ['', ':memory:'],
    [':memory:', ':memory:'],
    ['/:memory:', ':memory:'],
    ['/x.duckdb', '/work/dir/x.duckdb'],
    ['x.duckdb', '/work/dir/x.duckdb'],
    ['d/x.duckdb', '/work/dir/d/x.duckdb'],
    ['/./x.duckdb', '/work/dir/x.duckdb'],
    ['/./d/x.duckdb', '/work/dir/d/x.duckdb'],
    ['/../x.duckdb', '/work/x.duckdb'],
    ['//abs/x.duckdb', '/abs/x.duckdb'],
    ['//x.duckdb', '/x.duckdb'],
    ['/abs/dir/x.duckdb', '/abs/dir/x.duckdb'],
    ['/dir/x.duckdb', '/dir/x.duckdb'],
    ['/a b?c.duckdb', '/work/dir/a b?c.duckdb'],
    ['/.hidden.duckdb', '/work/dir/.hidden.duckdb'],
  ])('%j is %s', async (location, path) => {
    expect((await create(location)).location).toBe(path)
  })

  it.each(['/', '/dir/', '//', 'dir/', ':memory:x'])('%j names no file', async (location) => {
    await expect(create(location)).rejects.toMatchObject({ code: 'INVALID_URI' })
  })
})

it('takes limits for DuckDB, and refuses what is none', async () => {
  await using destination = await create(':memory:', { memory_limit: '512MB', threads: '1' })
  const text = "SELECT current_setting('memory_limit') AS memory, current_setting('threads') AS threads"
  expect(await destination.sql.query({ text, parameters: [] })).toEqual([{ memory: '488.2 MiB', threads: '1' }])
  await expect(create('/x.db', { memory_limit: 'lots' })).rejects.toMatchObject({ code: 'INVALID_URI' })
  await expect(create('/x.db', { threads: '0' })).rejects.toMatchObject({ code: 'INVALID_URI' })
})

it('says what to do when DuckDB may not use as much memory as a page needs, and stores nothing', async () => {
  await using destination = await create(':memory:', { memory_limit: '20MB' })
  await using opened = await destination.openLoad(request())
  const records = Array.from({ length: 40 }, (_, id) => ({ id, name: 'x'.repeat(500_000) }))
  const writing = opened.write(page(records)).then(() => opened.publish())
  await expect(writing).rejects.toMatchObject({ code: 'DESTINATION_FAILED' })
  await expect(writing).rejects.toThrow('memory_limit')
  expect(await destination.describe(target)).toBeUndefined()
})
