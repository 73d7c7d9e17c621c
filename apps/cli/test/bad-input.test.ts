import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCli, type Run } from './run-cli.ts'

const canary = 'dG9rOmNhbmFyeS1jYW5hcnk='
/** As it stands where no equals sign may. */
const plainCanary = canary.replace('=', '')
const misplaced = `intercom://?access_token=${canary}&region=us`

type Changes = { readonly source?: string; readonly table?: string; readonly destination?: string }
type Surroundings = {
  readonly args?: readonly string[]
  readonly before?: (folder: string) => Promise<void>
  /** What the folder holds in the end; undefined where it does not matter. */
  readonly leaves?: readonly string[] | undefined
}

describe('bad input', () => {
  let fake: FakeIntercom

  beforeAll(async () => {
    fake = await startFakeIntercom({ token: canary })
  })

  afterAll(() => fake[Symbol.asyncDispose]())

  it.each<readonly [string, Changes, readonly string[]]>([
    ['a missing token', { source: 'intercom://?region=us' }, ['access_token']],
    ['an unknown region', { source: `intercom://?access_token=${canary}&region=uk` }, ['uk', 'us', 'eu', 'au']],
    ['an unknown parameter', { source: `intercom://?acces_token=${canary}` }, ['acces_token', 'access_token']],
    ['a token in the place of a host', { source: `intercom://${canary}@x?access_token=${canary}` }, ['intercom://']],
    ['an unknown source', { source: `intercon://?access_token=${canary}` }, ['`intercon`', 'intercom://']],
    ['a source that is no URI', { source: canary }, ['scheme']],
    ['an unknown destination', { destination: 'duckbd:///x.duckdb' }, ['`duckbd`', 'duckdb://']],
    ['a destination without a file', { destination: 'duckdb:///folder/' }, ['duckdb:///folder/']],
  ])('is told before anything is asked of Intercom: %s', async (_, changes, parts) => {
    fake.resetRequests()
    expectFailure(await run(changes), ...parts)
    expect(fake.requests).toEqual([])
  })

  it('is told before any record is read: an unknown table', async () => {
    expectFailure(await run({ table: 'contcts' }), '"contcts"', 'contacts')
  })

  it('is a usage error where arguments do not go together', async () => {
    const args = ['--full-refresh', '--interval-start', '2024-01-15']
    const result = await run({}, { args })
    expectFailure({ ...result, exitCode: result.exitCode === 2 ? 1 : 0 }, '--full-refresh', '--interval-start')
  })

  it.each([
    ['an interval that ends before it starts', ['--interval-start', '2024-01-16', '--interval-end', '2024-01-15']],
    ['a target with too many parts', ['--dest-table', 'a.b.c.d']],
  ])('is a usage error: %s', async (_, args) => {
    const result = await run({}, { args })
    expect(result).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^ingestr: [^\n]+\n$/) })
  })

  it.each<readonly [string, Changes, readonly string[]]>([
    ['the source table', { table: misplaced }, []],
    ['the source table, where the target has a name', { table: misplaced }, ['--dest-table', 'x']],
    ['the target', {}, ['--dest-table', misplaced]],
    ['the target, after dots', {}, ['--dest-table', `a.b.${misplaced}`]],
    ['the target, as a token alone', {}, ['--dest-table', canary]],
    ['memory_limit', { destination: `duckdb:///x.duckdb?memory_limit=${misplaced}` }, []],
    ['threads', { destination: `duckdb:///x.duckdb?threads=${misplaced}` }, []],
    ['the scheme of the source', { source: `${plainCanary}://?access_token=${canary}` }, []],
    ['the scheme of the destination', { destination: `${plainCanary}:///x.duckdb` }, []],
    ['the location', { destination: `duckdb:///${misplaced}` }, []],
    ['the location, with its escapes', { destination: `duckdb:///${encodeURIComponent(misplaced)}` }, []],
    ['the location, as a folder', { destination: `duckdb:///${canary}/` }, []],
    ['the destination', { destination: misplaced }, []],
  ])('is not shown where it may be a token in the wrong place: %s', async (_, changes, args) => {
    fake.resetRequests()
    const { exitCode, stdout, stderr } = await run(changes, { args })
    expect([1, 2], stderr).toContain(exitCode)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^ingestr: [^\n]+\n$/)
    expect(stderr.toLowerCase()).not.toContain(plainCanary.toLowerCase())
    expect(fake.requests).toEqual([])
  })

  it.each<readonly [string, string, readonly string[]]>([
    ['in a schema of DuckDB’s own', 'Information_Schema.tags', ['Information_Schema', 'another schema']],
    ['in the schema of the state', '_ingestr.tags', ['_ingestr', 'another schema']],
    ['with control characters', 'a\u0007b', ['control characters', 'schema.table']],
    ['with a line break', 'a\nb', ['control characters', 'schema.table']],
    ['longer than 200 characters', `main.${'a'.repeat(201)}`, [`"main.${'a'.repeat(75)}…"`, '200 characters']],
    ['with an empty part', 'main.', ['"main."', 'schema.table']],
  ])('is a usage error: a target %s', async (_, name, parts) => {
    const { exitCode, stdout, stderr } = await run({}, { args: ['--dest-table', name] })
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^ingestr: [^\n]+\n$/)
    for (const part of parts) expect(stderr).toContain(part)
  })

  it('names the view that has the name of the target', async () => {
    const { exitCode, stderr } = await run({}, { before: makeView, leaves: ['x.duckdb'] })
    expect(exitCode, stderr).toBe(2)
    expect(stderr).toContain('main.tags is a view')
  })

  it('names the regions where Intercom does not take the token, and shows neither token', async () => {
    const wrong = 'dG9rOndyb25nLXdyb25n'
    const result = await run({
      source: fake.connectionUri('eu').replace(encodeURIComponent(canary), wrong).replace(canary, wrong),
    })
    expectFailure(result, '401', 'us', 'eu', 'au')
    expect(result.stderr).not.toContain(wrong)
  })

  it('says what the plan of the workspace does not cover', async () => {
    fake.failNext({ path: '/tags', times: 100, fault: { kind: 'status', status: 403, code: 'api_plan_restricted' } })
    expectFailure(await run({}), '/tags', '403')
  })

  it('names the host where nobody answers', async () => {
    expectFailure(await run({ source: `intercom://?access_token=${canary}&base_url=http://127.0.0.1:1` }), '127.0.0.1')
  }, 120_000)

  it('names the file that is no database, and leaves it as it is', async () => {
    const result = await run(
      {},
      { before: (folder) => writeFile(join(folder, 'x.duckdb'), 'a letter'), leaves: ['x.duckdb'] },
    )
    expectFailure(result, 'x.duckdb', 'not a DuckDB database')
  })

  it('names the path that cannot be, because a file is where a folder should be', async () => {
    const result = await run(
      { destination: 'duckdb:///./taken/x.duckdb' },
      { before: (folder) => writeFile(join(folder, 'taken'), ''), leaves: ['taken'] },
    )
    expectFailure(result, 'taken')
  })

  it('names the folder that was given for a file', async () => {
    const result = await run({}, { before: (folder) => mkdir(join(folder, 'x.duckdb')), leaves: ['x.duckdb'] })
    expectFailure(result, 'x.duckdb', 'folder')
  })

  it('names the process that has the file open', async () => {
    let instance: DuckDBInstance | undefined
    const before = async (folder: string): Promise<void> => {
      instance = await DuckDBInstance.create(join(folder, 'x.duckdb'))
      await (await instance.connect()).run('CREATE TABLE mine (i INTEGER)')
    }
    const result = await run({}, { before, leaves: undefined })
    instance?.closeSync()
    expectFailure(result, 'x.duckdb', String(process.pid))
  })

  /** Runs the main command with changes, in a folder in which it must leave nothing of its own. */
  async function run(changes: Changes, surroundings: Surroundings = {}): Promise<Run> {
    await using folder = await createTemporaryDirectory()
    await surroundings.before?.(folder.path)
    const { source = fake.connectionUri('us'), table = 'tags', destination = 'duckdb:///x.duckdb' } = changes
    const uris = ['--source-uri', source, '--source-table', table, '--dest-uri', destination]
    const result = await runCli(['ingest', ...uris, ...(surroundings.args ?? [])], { cwd: folder.path })
    const expected = 'leaves' in surroundings ? surroundings.leaves : []
    if (expected !== undefined) expect(await readdir(folder.path)).toEqual(expected)
    return result
  }
})

/** A database in which the default target is a view. */
async function makeView(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'x.duckdb'))
  const connection = await instance.connect()
  await connection.run('CREATE VIEW tags AS SELECT 1 AS id')
  connection.closeSync()
  instance.closeSync()
}

/** One clear line on stderr that names these parts, no stack trace, no token, exit code 1. */
function expectFailure({ exitCode, stdout, stderr }: Run, ...parts: readonly string[]): void {
  const lines = stderr.trimEnd().split('\n')
  const errors = lines.filter((line) => line.startsWith('ingestr: '))
  expect(errors, stderr).toHaveLength(1)
  expect(lines.at(-1)).toBe(errors[0])
  for (const part of parts) expect(errors[0]).toContain(part)
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(stdout + stderr).not.toContain(canary)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
}
