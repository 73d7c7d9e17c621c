import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { runCli } from './run-cli.ts'

it('calls nothing proven of contacts that were all created just now, and tells of those that pages leave out', async () => {
  await using folder = await createTemporaryDirectory()
  const now = Date.now()
  const createdBetween = [now - 2000, now - 1000] as const
  await using fake = await startFakeIntercom({ counts: { contacts: 800 }, createdBetween })
  const args = ['ingest', '--source-uri', fake.connectionUri(), '--source-table', 'contacts', '--strict']

  const whole = await runCli([...args, '--dest-uri', 'duckdb:///whole.duckdb'], { cwd: folder.path })
  expect(whole.exitCode, whole.stderr).toBe(0)
  expect(whole.stdout).toMatch(/, 800 of 800 counted\n$/)
  expect(whole.stdout).not.toContain('proven')

  const body = /"per_page":1\d\d\b/
  fake.failNext({ path: '/contacts/search', body, times: Infinity, fault: { kind: 'lossy-page' } })
  const short = await runCli([...args, '--dest-uri', 'duckdb:///short.duckdb'], { cwd: folder.path })
  expect(short.exitCode, short.stderr).toBe(0)
  expect(short.stdout).toMatch(/, \d{3} of 800 counted\n$/)
  expect(short.stdout).not.toContain('proven')
  expect(short.stderr).toMatch(/\d+ contacts fewer came than the source counted before and after/)
  expect(short.stderr).toMatch(/\d+ pages of contacts came with fewer records than asked for/)
})
