import { join } from 'node:path'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { readFile } from './read-file.ts'
import { runCli, startCli } from './run-cli.ts'

it('copies to the end, and well, although nobody reads stdout any more', async () => {
  await using fake = await startFakeIntercom()
  await using folder = await createTemporaryDirectory()
  const source = ['--source-uri', fake.connectionUri(), '--source-table', 'tags']
  const running = startCli(['ingest', ...source, '--dest-uri', 'duckdb:///x.duckdb'], { cwd: folder.path })
  running.child.stdout?.destroy()
  const { exitCode, stderr } = await running.ended
  expect(exitCode, stderr).toBe(0)
  const rows = await readFile(join(folder.path, 'x.duckdb'), 'SELECT count(*) AS rows FROM tags')
  expect(rows).toEqual([{ rows: String(fake.truth('tags').length) }])
})

it('ends with 1, and says why, where results cannot be written', async ({ skip }) => {
  skip(process.platform !== 'linux', 'There is no /dev/full on this machine.')
  await using folder = await createTemporaryDirectory()
  const { exitCode, stderr } = await runCli(['tables'], { cwd: folder.path, stdout: '/dev/full' })
  expect(stderr).toMatch(/^ingestr: The results could not be written to stdout \(ENOSPC\)\. [^\n]+\n$/)
  expect(exitCode).toBe(1)
})
