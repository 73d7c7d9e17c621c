import { join } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'
import { type FakeIntercom, startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCli, startCli } from './run-cli.ts'

/** A folder with a file that this process has open. */
async function locked(): Promise<AsyncDisposable & { readonly folder: string; unlock(): void }> {
  const directory = await createTemporaryDirectory()
  const instance = await DuckDBInstance.create(join(directory.path, 'x.duckdb'))
  return {
    folder: directory.path,
    unlock: () => instance.closeSync(),
    async [Symbol.asyncDispose]() {
      instance.closeSync()
      await directory[Symbol.asyncDispose]()
    },
  }
}

describe('a file that another process has open', () => {
  let fake: FakeIntercom

  beforeAll(async () => {
    fake = await startFakeIntercom({ counts: { tags: 20, contacts: 900 }, latencyMs: 10, clock: { now: Date.now } })
  })

  afterAll(() => fake[Symbol.asyncDispose]())

  function copy(table: string): string[] {
    const source = ['--source-uri', fake.connectionUri(), '--source-table', table]
    return ['ingest', ...source, '--dest-uri', 'duckdb:///x.duckdb', '--dest-table', `intercom.${table}`]
  }

  it('is refused at once, in a line that names the process', async () => {
    await using file = await locked()
    const { exitCode, stderr } = await runCli(copy('tags'), { cwd: file.folder })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`x.duckdb is locked by process ${process.pid} (`)
    expect(stderr).not.toContain('Waiting')
  })

  it('is waited for as long as --lock-timeout says, in one line, and then refused', async () => {
    await using file = await locked()
    const { exitCode, stderr } = await runCli([...copy('tags'), '--lock-timeout', '1s'], { cwd: file.folder })
    expect(exitCode).toBe(1)
    const lines = stderr.split('\n').filter((line) => line.includes('Waiting'))
    expect(lines).toEqual([
      expect.stringMatching(/^Waiting up to 1\.0 s: .*x\.duckdb is locked by process \d+ \(.*\)\.$/),
    ])
    expect(stderr).toMatch(/ingestr: After 1 s of waiting: .*x\.duckdb is locked by process \d+/)
  })

  it('is waited for until it is free, then copied into', async () => {
    await using file = await locked()
    const cli = startCli(copy('tags'), { cwd: file.folder, env: { INGESTR_LOCK_TIMEOUT: '10m' } })
    await cli.said('Waiting up to')
    file.unlock()
    const { exitCode, stdout } = await cli.ended
    expect(exitCode).toBe(0)
    expect(stdout).toContain('intercom.tags')
  })

  it('is not waited for any more after Ctrl-C', async () => {
    await using file = await locked()
    const cli = startCli([...copy('tags'), '--lock-timeout', '10m'], { cwd: file.folder })
    await cli.said('Waiting up to')
    cli.child.kill('SIGINT')
    const { exitCode, stderr } = await cli.ended
    expect(exitCode).toBe(130)
    expect(stderr).toContain('Stopped before anything was read.')
  })

  it('is a usage error where the time cannot be', async () => {
    await using file = await locked()
    const { exitCode, stderr } = await runCli([...copy('tags'), '--lock-timeout', 'soon'], { cwd: file.folder })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--lock-timeout=soon is no time to wait. Write it like 30s, 10m or 1h')
  })

  it('is never written over by two runs that begin at the same time: one is first, the other waits or gives way', async () => {
    await using directory = await createTemporaryDirectory()
    const args = [...copy('contacts'), '--lock-timeout', '10m']
    const runs = await Promise.all([1, 2].map(() => runCli(args, { cwd: directory.path })))
    const failed = runs.filter(({ exitCode }) => exitCode !== 0)
    expect(failed.length).toBeLessThanOrEqual(1)
    for (const { exitCode, stderr } of failed) {
      expect(exitCode).toBe(1)
      expect(stderr).toContain('The stored state was changed by another run')
    }
    const instance = await DuckDBInstance.create(join(directory.path, 'x.duckdb'))
    const connection = await instance.connect()
    const counted = await connection.runAndReadAll(
      'SELECT count(*)::INTEGER, count(DISTINCT id)::INTEGER, (SELECT count(*)::INTEGER FROM _ingestr.checkpoints) FROM x.intercom.contacts',
    )
    expect(counted.getRowsJson()).toEqual([[900, 900, 1]])
    connection.closeSync()
    instance.closeSync()
  })
})
