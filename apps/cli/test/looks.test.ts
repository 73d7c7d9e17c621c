import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { DuckDBInstance } from '@duckdb/node-api'
import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { runCli, type Run } from './run-cli.ts'

const copyAll = ['--source-table', 'contacts,tags', '--dest-table', 'intercom.{table}']

describe('the commands around a run', () => {
  it('tell what it will do, what it did, and that it is all there', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 400 } })
    await using folder = await createTemporaryDirectory()
    const run = runner(fake, folder.path)

    const check = await run(['check'])
    expect(check).toMatchObject({ exitCode: 0, stderr: '' })
    expect(check.stdout).toMatch(/^token +is taken\nworkspace +\w+\nregion +us /)
    expect(check.stdout).toMatch(/\ncontacts +may be read\n/)
    expect(check.stdout).toMatch(/\ndestination +\S+intercom\.duckdb can be written to\n$/)

    const plan = await run(['plan', ...copyAll])
    expect(plan.stdout).toMatch(
      /contacts → intercom\.contacts in \S+: first load\n {2}table {5}is made, with \d+ columns\n {2}rows {6}about 400 to read/,
    )
    expect(plan.stdout).toMatch(
      /\nAll together: up to \d+ rows, \d+ requests, less than a second for the longest table\n$/,
    )
    expect(await readdir(folder.path)).toEqual([])

    expect((await run(['status'])).stdout).toMatch(/^Nothing was copied to \S+ yet\.\n$/)
    expect((await run(['ingest', ...copyAll])).exitCode).toBe(0)

    const status = await run(['status'])
    expect(status.stdout).toMatch(
      /\nintercom\.contacts: contacts of intercom:us:\w+\n {2}rows {6}400; 400 counted by Intercom then, none missing\n {2}up to {5}\d{4}-\d\d-\d\d \d\d:\d\d UTC \(15 min ago\)\n {2}last run {2}succeeded /,
    )

    const verify = await run(['verify', ...copyAll])
    expect(verify.exitCode, verify.stdout).toBe(0)
    expect(verify.stdout).toMatch(
      /^good: contacts → intercom\.contacts: 400 rows of 400 that Intercom counts, \d+ sampled\ngood: tags → /,
    )

    const later = await run(['plan', ...copyAll])
    expect(later.stdout).toMatch(
      /: changes since .*\n {2}table {5}has 400 rows; rows are merged\n {2}rows {6}at most \d+ to read/,
    )
  })

  it('tell a table that was never made from one that is gone', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 20 } })
    await using folder = await createTemporaryDirectory()
    const run = runner(fake, folder.path)
    fake.failNext({ path: '/tags', times: 99, fault: { kind: 'status', status: 403 } })
    expect((await run(['ingest', ...copyAll])).exitCode).toBe(3)
    await dropContacts(folder.path)
    const { stdout } = await run(['status'])
    expect(stdout).toMatch(/^intercom\.contacts: .*\n {2}rows {6}the table is gone; 20 counted by Intercom then/m)
    expect(stdout).toMatch(/^intercom\.tags: .*\n {2}rows {6}there is no table yet\n/m)
    expect(stdout).toMatch(/ {2}last run {2}failed .* \(\d+ s ago\)/)
  })

  it('give programs JSON', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 20 } })
    await using folder = await createTemporaryDirectory()
    const run = runner(fake, folder.path)
    const parsed = async (args: readonly string[]): Promise<unknown> => JSON.parse((await run(args)).stdout)
    expect(await parsed(['check', '--json'])).toMatchObject({
      tables: expect.arrayContaining([{ table: 'tags', error: null }]),
    })
    expect(await parsed(['plan', '--json', ...copyAll])).toMatchObject({
      tables: [{ table: 'contacts', estimate: { rows: 20 } }, {}],
    })
    await run(['ingest', ...copyAll])
    expect(await parsed(['status', '--json'])).toMatchObject({ tables: [{ rows: 20, isUnfinished: false }, {}] })
    expect(await parsed(['verify', '--json', ...copyAll])).toMatchObject({
      tables: [{ isGood: true }, { isGood: true }],
    })
  })

  it('say what is wrong, and end with 1', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 20 } })
    await using folder = await createTemporaryDirectory()
    const run = runner(fake, folder.path)
    fake.failNext({ path: '/teams', times: 99, fault: { kind: 'status', status: 403 } })
    const check = await run(['check', '--source-table', 'teams'])
    expect(check).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/\nteams +NO: .*403/) })
    const verify = await run(['verify', '--source-table', 'contacts'])
    expect(verify).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        /^NOT GOOD: contacts → main\.contacts: there is NO such table, \d+ sampled, \d+ MISSING \(\w+, .*…\)\n$/,
      ),
    })
    await expect(access(join(folder.path, 'intercom.duckdb'))).rejects.toThrow()
  })

  it('forget how far a table was read only when told so', async () => {
    await using fake = await startFakeIntercom({ counts: { contacts: 20 } })
    await using folder = await createTemporaryDirectory()
    const run = runner(fake, folder.path)
    await run(['ingest', ...copyAll])
    expect(await run(['reset', 'intercom.contacts'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--yes'),
    })
    const reset = await run(['reset', 'intercom.contacts', '--yes'])
    expect(reset).toMatchObject({
      exitCode: 0,
      stdout: 'intercom.contacts: the next run reads everything. Its 20 rows stay.\n',
    })
    expect((await run(['status'])).stdout).toContain('nothing is remembered: the next run reads everything')
    const again = await run(['ingest', ...copyAll])
    expect(again.stdout).toMatch(/^contacts → .*, 0 new, /)
  })

  it.each([
    [['status', '--dest-uri', 'duckdb:///x.duckdb', 'extra'], 'a value without a flag'],
    [['reset', '--yes'], 'needs the name of a target table'],
    [['verify', '--source-table', 'tags', '--sample', 'many'], '--sample needs a whole number'],
    [['plan', '--source-table', 'tags', '--source-uri', 'intercom://?region=us'], 'has no access_token'],
  ])('refuse %j', async (args, words) => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { stdout, stderr } = await runner(fake, folder.path)(args)
    expect(stderr).toContain(words)
    expect(stdout).toBe('')
  })
})

async function dropContacts(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'intercom.duckdb'))
  const connection = await instance.connect()
  await connection.run('DROP TABLE intercom.intercom.contacts')
  connection.closeSync()
  instance.closeSync()
}

function runner(fake: FakeIntercom, cwd: string): (args: readonly string[]) => Promise<Run> {
  const env = { SOURCE_URI: fake.connectionUri(), DESTINATION_URI: 'duckdb:///intercom.duckdb' }
  return (args) => runCli(args, { cwd, env })
}
