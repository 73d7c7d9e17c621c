import { join } from 'node:path'
import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { readFile } from './read-file.ts'
import { runCli, type Run } from './run-cli.ts'

describe('several tables', () => {
  it('are copied by one command, with one line for each', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, ['--source-table', 'tags, contacts'])
    expect(exitCode, stderr).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toEqual([expect.stringMatching(/^tags → intercom\.tags in /), expect.stringMatching(/^contacts → /)])
    expect(stderr).toContain('tags is done: ')
  })

  it('may each have a flag of their own', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const args = ['--source-table', 'tags', '--source-table', 'teams']
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, args)
    expect(exitCode, stderr).toBe(0)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['tags', 'teams'])
  })

  it('are all that there are, where all are asked for', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, ['--source-table', 'all'])
    expect(exitCode, stderr).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(10)
    const sql = `SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'intercom'`
    expect(await readFile(join(folder.path, 'intercom.duckdb'), sql)).toEqual([{ n: '10' }])
    const runs = await readFile(join(folder.path, 'intercom.duckdb'), 'SELECT tables, status FROM _ingestr.runs')
    expect(runs).toEqual([{ tables: '10', status: 'succeeded' }])
  })

  it('that fail are told one by one, the others are copied, and the exit code is 3', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    fake.failNext({ path: '/tags', times: 99, fault: { kind: 'status', status: 403 } })
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, ['--source-table', 'tags,teams'])
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/^teams → intercom\.teams in [^\n]*\n$/)
    expect(stderr.split('\n').filter((line) => line.startsWith('ingestr: '))).toEqual([
      expect.stringMatching(/^ingestr: tags: .*403/),
    ])
  })

  it('that fail for one reason are told once', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    for (const path of ['/tags', '/teams', '/admins']) {
      fake.failNext({ path, times: 99, fault: { kind: 'status', status: 401 } })
    }
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, ['--source-table', 'tags,teams,admins'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr.split('\n').filter((line) => line.startsWith('ingestr: '))).toEqual([
      expect.stringMatching(/^ingestr: tags, teams, admins: .*401/),
    ])
  })

  it('cannot go to one target: a usage error that shows the way out', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const args = ['--source-table', 'tags,teams', '--dest-table', 'intercom.tags']
    const { exitCode, stderr } = await copy(fake, folder.path, args)
    expect(exitCode).toBe(2)
    expect(stderr).toContain("--dest-table 'intercom.{table}'")
  })
})

describe('a strict run', () => {
  it('fails where records are missing, of which a plain one warns', async () => {
    await using fake = await startFakeIntercom({ counts: { articles: 130 } })
    await using folder = await createTemporaryDirectory()
    fake.failNext({ path: '/articles', times: 9999, fault: { kind: 'lossy-page' } })
    const strict = await copy(fake, folder.path, ['--source-table', 'articles', '--strict'])
    expect(strict).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/ingestr: .*--strict/) })
    const plain = await copy(fake, folder.path, ['--source-table', 'articles'])
    expect(plain).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/ MISSING\n$/) })
    expect(plain.stderr).toMatch(/^Warning: \d+ of 130 articles that the source counts did not come/m)
  })
})

describe('a strict run of several tables', () => {
  it('says once what is missing: as an error, not as a warning too', async () => {
    await using fake = await startFakeIntercom({ counts: { articles: 130 } })
    await using folder = await createTemporaryDirectory()
    fake.failNext({ path: '/articles', times: 9999, fault: { kind: 'lossy-page' } })
    const { exitCode, stderr } = await copy(fake, folder.path, ['--source-table', 'articles,tags', '--strict'])
    expect(exitCode).toBe(3)
    expect(stderr.split('\n').filter((line) => line.includes('did not come'))).toEqual([
      expect.stringMatching(/^ingestr: articles: /),
    ])
  })
})

describe('more records at a time than Intercom gives', () => {
  it.each([
    ['by the flag', ['--page-size', '25000'], {}],
    ['by the variable that the older tool has for other sources', [], { PAGE_SIZE: '25000' }],
    ['by the variable of our own', [], { INGESTR_PAGE_SIZE: '151' }],
  ])('asked for %s are as many as it gives, with one line that says so', async (_, args, env) => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { exitCode, stderr } = await copy(fake, folder.path, ['--source-table', 'contacts', ...args], env)
    expect(exitCode, stderr).toBe(0)
    expect(stderr.match(/^Note: --page-size .*150 are asked for\.$/gm)).toHaveLength(1)
    const searches = fake.requests.filter(({ path }) => path === '/contacts/search')
    expect(JSON.stringify(searches[0]?.body)).toContain('"per_page":150')
  })

  it('is not what 150 are', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { stderr } = await copy(fake, folder.path, ['--source-table', 'tags', '--page-size', '150'])
    expect(stderr).not.toContain('--page-size')
  })
})

describe('a flag for the source', () => {
  it('takes effect: the reserve is left to others', async () => {
    const clock = { now: () => Date.now() }
    const rateLimit = { limit: 40, windowMs: 2000 }
    await using fake = await startFakeIntercom({ clock, counts: { contacts: 200 }, rateLimit })
    await using folder = await createTemporaryDirectory()
    const args = ['--source-table', 'contacts', '--page-size', '8', '--rate-limit-reserve', '50%']
    const { exitCode, stderr } = await copy(fake, folder.path, args)
    expect(exitCode, stderr).toBe(0)
    const windows = Map.groupBy(fake.requests, ({ at }) => Math.floor(at / rateLimit.windowMs))
    expect(fake.requests.length).toBeGreaterThan(20)
    expect(Math.max(...Array.from(windows.values(), (requests) => requests.length))).toBeLessThanOrEqual(20)
  })

  it('that cannot be is a usage error', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { exitCode, stderr } = await copy(fake, folder.path, ['--source-table', 'tags', '--page-size', '0'])
    expect(exitCode).toBe(2)
    expect(stderr).toBe('ingestr: --page-size=0 cannot be: write a whole number from 1 to 150.\n')
  })
})

function copy(
  fake: FakeIntercom,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const target = args.includes('--dest-table') ? [] : ['--dest-table', 'intercom.{table}']
  const uris = ['--source-uri', fake.connectionUri(), '--dest-uri', 'duckdb:///intercom.duckdb']
  return runCli(['ingest', ...uris, ...target, ...args], { cwd, env })
}
