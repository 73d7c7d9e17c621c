import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { destinationConnector } from '../src/index.ts'
import { page, request, target } from './fixture.ts'

import type { StatefulDestination, UriValues } from '@ingestr/contract'

const runtime = {
  clock: createManualClock(),
  random: () => 0.5,
  workingDirectory: '/work/dir',
  temporaryDirectory: '/tmp',
}

const token = 'dG9rOmNhbmFyeS1jYW5hcnk='

function create(location: string, values: UriValues = {}): Promise<StatefulDestination> {
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
    await expect(create(location)).rejects.toMatchObject({
      code: 'INVALID_URI',
      message: expect.stringContaining(`duckdb://${location} names no file`),
    })
  })

  it.each([
    `/intercom://?access_token=${token}`,
    `//intercom://?access_token=${token}`,
    `/?access_token=${token}`,
    `/${token}/`,
    `:memory:${token}`,
    `/my_token/${token.slice(0, -1)}/`,
  ])('%j may hold a token, and is not shown', async (location) => {
    const refusal: unknown = await create(location).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'INVALID_URI', message: expect.stringContaining('duckdb:///name.duckdb') })
    expect(String(refusal)).not.toContain(token.slice(0, 10))
  })

  it.each([
    ['/x.duckdb\n', 'line break'],
    ['/~/x.duckdb', 'home folder'],
    ['~/x.duckdb', 'home folder'],
    ['/_ingestr.duckdb', 'what ingestr remembers'],
    ['//data/_INGESTR', 'what ingestr remembers'],
  ])('%j is refused before anything is made, with the reason', async (location, reason) => {
    await expect(create(location)).rejects.toMatchObject({
      code: 'INVALID_URI',
      message: expect.stringContaining(reason),
    })
  })

  it.each(['/access_tokens.duckdb', '/year=2026/x.duckdb'])('%j is a file like any other', async (location) => {
    expect((await create(location)).location).toContain(location)
  })
})

it('takes limits for DuckDB, and refuses what is none', async () => {
  await using destination = await create(':memory:', { memory_limit: '512MB', threads: '1' })
  const text = "SELECT current_setting('memory_limit') AS memory, current_setting('threads') AS threads"
  expect(await destination.sql.query({ text, parameters: [] })).toEqual([{ memory: '488.2 MiB', threads: '1' }])
  for (const name of ['memory_limit', 'threads', 'lock_timeout']) {
    for (const value of ['lots', '-1', '', token]) {
      const refusal: unknown = await create('/x.db', { [name]: value }).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: 'INVALID_URI', message: expect.stringContaining(name) })
      expect(String(refusal)).not.toContain(token)
    }
  }
})

it.each([
  [{ memory_limit: '1KB' }, 'memory_limit=1KB is less than DuckDB needs to read a page. Give it 128MB or more'],
  [{ memory_limit: '5' }, 'memory_limit=5 is no amount of memory. Write it like 512MB or 2GB.'],
  [{ threads: '0' }, 'threads=0 is no number of threads. Write a whole number from 1 to 1024, such as 4.'],
  [{ threads: 'all' }, 'threads=all is no number of threads.'],
  [{ lock_timeout: '48h' }, 'lock_timeout=48h is no time to wait. Write it like 30s, 10m or 1h, at most 24h.'],
  [{ lock_timeout: 'soon' }, 'lock_timeout=soon is no time to wait.'],
])('says of %j what is wrong with it, and what can be', async (values, words) => {
  await expect(create('/x.duckdb', values)).rejects.toMatchObject({
    code: 'INVALID_URI',
    message: expect.stringContaining(words),
  })
})

it('says what to do when DuckDB may not use as much memory as a page needs, and stores nothing', async () => {
  await using destination = await create(':memory:', { memory_limit: '48MB', threads: '2' })
  await using opened = await destination.openLoad(request())
  const records = Array.from({ length: 40 }, (_, id) => ({ id, name: 'x'.repeat(500_000) }))
  const writing = opened.write(page(records)).then(() => opened.publish())
  await expect(writing).rejects.toMatchObject({ code: 'DESTINATION_FAILED' })
  await expect(writing).rejects.toThrow('memory_limit')
  expect(await destination.describe(target)).toBeUndefined()
})
