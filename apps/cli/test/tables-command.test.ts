import { readdir } from 'node:fs/promises'

import { listTables } from '@ingestr/ingest'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { alignColumns } from '../src/align-columns.ts'
import { describeTables } from '../src/tables-command.ts'
import { runCli, type Run } from './run-cli.ts'

describe('ingestr tables', () => {
  it('lists every table with its strategy, key, version and endpoint', async () => {
    const { exitCode, stdout, stderr } = await run('tables')
    const [head, ...lines] = stdout.trimEnd().split('\n')
    expect(head).toMatch(/^TABLE +STRATEGY +KEY +VERSION +COLUMNS +ENDPOINT$/)
    const tables = await listTables()
    expect(lines.map((line) => line.split(/\s{2,}/))).toEqual(
      tables.map(({ name, strategy, primaryKey, versionColumn = '-', columns, endpoint }) => [
        name,
        strategy,
        ...primaryKey,
        versionColumn,
        String(columns.length),
        endpoint,
      ]),
    )
    expect(stdout).toMatch(/^contacts +merge +id +updated_at +\d+ +POST \/contacts\/search$/m)
    expect(stdout).toMatch(/^data_attributes +replace +name +- +\d+ +GET \/data_attributes$/m)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  it.each([
    [200, /^contacts +merge +id +updated_at +\d+ +POST \/contacts\/search$/m],
    [80, /^contacts +merge +id +\d+ +POST \/contacts\/search$/m],
    [50, /^contacts: merge on id, \d+ columns\n {2}POST \/contacts\/search$/m],
  ])('fits a terminal of %d columns', async (width, shape) => {
    const text = describeTables(await listTables(), width)
    expect(text).toMatch(shape)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width)
  })

  it('shows the columns of one, and the fields that they come from', async () => {
    const { exitCode, stdout } = await run('tables', 'contacts')
    expect(stdout).toMatch(
      /^contacts: [^\n]+\nmerge on id, the newest updated_at wins; POST \/contacts\/search\n\nCOLUMN /,
    )
    expect(stdout).toMatch(/^location_city +text +location\.city$/m)
    expect(exitCode).toBe(0)
  })

  it('gives programs the same as JSON', async () => {
    const [contacts] = await listTables()
    const expected = expect.objectContaining({
      name: 'contacts',
      columns: expect.arrayContaining([contacts?.columns[0]]),
    })
    const one: unknown = JSON.parse((await run('tables', 'contacts', '--json')).stdout)
    expect(one).toEqual(expected)
    const all: unknown = JSON.parse((await run('tables', '--json')).stdout)
    expect(all).toEqual(expect.arrayContaining([one]))
  })

  it.each([
    [['tables', 'contact'], 1, '"contact" is no table. The tables are: contacts, companies'],
    [['tables', 'intercom://?access_token=canary'], 1, 'The given value is no table'],
    [['tables', '--jsn'], 2, 'There is no flag --jsn. Did you mean --json? See ingestr tables --help.'],
    [['table'], 2, 'Did you mean "ingestr tables"?'],
  ])('says what is wrong with %j', async (args, code, words) => {
    const { exitCode, stdout, stderr } = await run(...args)
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('canary')
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' })
  })
})

it('aligns cells, and leaves no space at the end of a line', () => {
  expect(alignColumns([['a', 'bb', ''], ['ccc', 'd', 'e'], []])).toBe('a    bb\nccc  d   e\n')
})

/** Runs in a folder of its own, in which nothing is made. */
async function run(...args: readonly string[]): Promise<Run> {
  await using folder = await createTemporaryDirectory()
  const result = await runCli(args, { cwd: folder.path })
  expect(await readdir(folder.path)).toEqual([])
  return result
}
