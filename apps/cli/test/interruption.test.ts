import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { readFile } from './read-file.ts'
import { runCli, startCli, type Run, type RunningCli } from './run-cli.ts'

describe('Ctrl-C', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('once (%s) stores what has arrived, and the next run finishes', async (signal, exitCode) => {
    await using fake = await startFakeIntercom({ counts: { contacts: 1500 }, latencyMs: 250 })
    await using folder = await createTemporaryDirectory()
    const running = start(fake, folder.path)
    await requestsReach(fake, 4)
    running.child.kill(signal)
    const stopped = await running.ended
    expect(stopped).toMatchObject({
      exitCode,
      stderr: expect.stringMatching(
        /Stopped\. [\d,]+ contacts are stored, about [\d,]+ remain: run the same command again/,
      ),
    })
    expect(stopped.stdout).toMatch(/^contacts → main\.contacts in .*, stopped before the end\n$/)
    const before = await countRows(folder.path)
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(1500)

    const finished = await copy(fake, folder.path)
    expect(finished.exitCode, finished.stderr).toBe(0)
    expect(await countRows(folder.path)).toBe(1500)
  })

  it('ends a run with 1 where a table had failed by itself, since the same command again may not help', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 1500 }, latencyMs: 100 })
    await using folder = await createTemporaryDirectory()
    fake.failNext({ path: '/tags', times: 99, fault: { kind: 'status', status: 403 } })
    const uris = ['--source-uri', fake.connectionUri(), '--dest-uri', 'duckdb:///x.duckdb']
    const small = ['--page-size', '5', '--extract-parallelism', '2']
    const running = startCli(['ingest', ...uris, '--source-table', 'contacts,tags', ...small], { cwd: folder.path })
    await running.said('tags failed; see below')
    await requestsReach(fake, 4, '/contacts/search')
    running.child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.ended
    expect(exitCode, stderr).toBe(1)
    expect(stdout).toMatch(/^contacts → main\.contacts in .*, stopped before the end\n$/)
    expect(stderr).toMatch(/^Stopped\. .*contacts are stored/m)
    expect(stderr).toMatch(/^ingestr: tags: .*403/m)
  })

  it('twice ends a run at once, although its destination is busy', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 1500 }, latencyMs: 250 })
    await using folder = await createTemporaryDirectory()
    await makeBusy(folder.path)
    const running = start(fake, folder.path)
    await requestsReach(fake, 4)
    running.child.kill('SIGINT')
    await running.said('Press Ctrl-C again')
    // Two signals at once would be one press.
    await sleep(500)
    running.child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.ended
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 130, stdout: '' })
    expect(stderr).toContain('Stopped at once.')
  })

  it.each([
    ['once', 0],
    ['again and again', 5],
  ])('%s ends a run without waiting for the answer of Intercom, and the next run starts well', async (_, more) => {
    let isSlow = true
    const latencyMs = ({ path }: { readonly path: string }): number =>
      isSlow && path === '/contacts/search' ? 3_600_000 : 0
    await using fake = await startFakeIntercom({ latencyMs })
    await using folder = await createTemporaryDirectory()
    const running = start(fake, folder.path)
    await requestsReach(fake, 1, '/contacts/search')
    running.child.kill('SIGINT')
    await running.said('Press Ctrl-C again')
    for (let press = 0; press < more; press += 1) running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.ended
    expect(exitCode, stderr).toBe(130)
    expect(stderr).not.toMatch(/^\s+at /m)

    isSlow = false
    const next = await copy(fake, folder.path)
    expect(next.exitCode, next.stderr).toBe(0)
  })
})

function argumentsFor(fake: FakeIntercom): readonly string[] {
  const source = ['--source-uri', fake.connectionUri(), '--source-table', 'contacts']
  return ['ingest', ...source, '--dest-uri', 'duckdb:///x.duckdb']
}

function start(fake: FakeIntercom, cwd: string): RunningCli {
  return startCli(argumentsFor(fake), { cwd })
}

function copy(fake: FakeIntercom, cwd: string): Promise<Run> {
  return runCli(argumentsFor(fake), { cwd })
}

/** Makes the target with a column of the user's own whose default takes DuckDB several milliseconds for each row. */
async function makeBusy(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'x.duckdb'))
  const connection = await instance.connect()
  const busy = `levenshtein(repeat('x', 2000) || random()::VARCHAR, repeat('y', 2000))`
  await connection.run(`CREATE TABLE contacts (id VARCHAR, busy BIGINT DEFAULT (${busy}))`)
  connection.closeSync()
  instance.closeSync()
}

/** Resolves once the fake has been asked so often. */
async function requestsReach(fake: FakeIntercom, wanted: number, path?: string): Promise<void> {
  await new Promise<void>((resolve) => {
    let count = 0
    const stop = fake.onRequest((request) => {
      if (path === undefined || request.path === path) count += 1
      if (count < wanted) return
      stop()
      resolve()
    })
  })
}

async function countRows(folder: string): Promise<number> {
  const rows = await readFile(join(folder, 'x.duckdb'), 'SELECT count(*) AS rows FROM contacts')
  return Number(rows[0]?.['rows'])
}
