import { readdir } from 'node:fs/promises'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { describeRow, rowAsJson } from '../src/print-row.ts'
import { runCli, type Run } from './run-cli.ts'

describe('ingestr preview', () => {
  it.each(['contacts', 'companies', 'conversations', 'articles', 'tags', 'data_attributes'])(
    'shows rows of %s as they would be stored, and makes no file',
    async (table) => {
      await using fake = await startFakeIntercom()
      const { exitCode, stdout, stderr } = await run(['preview', table, '--source-uri', fake.connectionUri()])
      const blocks = stdout.trimEnd().split('\n\n')
      expect(blocks[0]).toMatch(new RegExp(`^${table}, row 1 of the first ${blocks.length}:\n  type +`))
      expect(blocks.length).toBeGreaterThan(1)
      expect(blocks.length).toBeLessThanOrEqual(10)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    },
  )

  it('shows values masked, trimmed and left out, as flags, variables and the secret say', async () => {
    await using fake = await startFakeIntercom()
    const args = ['preview', 'contacts', '--json', '--source-uri', fake.connectionUri(), '--mask', 'name:fixed:a,b']
    const more = [
      '--mask',
      'id:hmac',
      '--sql-exclude-columns',
      'email',
      '--sql-exclude-columns',
      'phone',
      '--trim-whitespace',
    ]
    const { stdout, stderr } = await run([...args, ...more], { INGESTR_MASK_KEY: 'a secret of the tests' })
    expect(stderr).toBe('')
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows.every(({ id }) => /^[\da-f]{64}$/.test(String(id)))).toBe(true)
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(['a,b', null]))
    expect(rows.flatMap((row) => Object.keys(row)).filter((name) => ['email', 'phone'].includes(name))).toEqual([])
  })

  it('gives programs one line of JSON a row, from a token in a variable', async () => {
    await using fake = await startFakeIntercom()
    const { stdout } = await run(['preview', 'contacts', '--json'], { SOURCE_URI: fake.connectionUri() })
    const rows: unknown[] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toHaveLength(10)
    const ids = fake.truth('contacts').map(({ id }) => id)
    for (const row of rows) {
      expect(row).toMatchObject({
        id: expect.toSatisfy((id: string) => ids.includes(id)),
        updated_at: expect.any(String),
      })
    }
  })

  it.each([
    [['preview'], 2, 'needs the name of a table'],
    [['preview', 'contacts'], 2, '--source-uri is missing'],
    [['preview', 'contact', '--source-uri', 'intercom://?access_token=canary'], 1, 'Intercom has no table "contact"'],
  ])('says what is wrong with %j', async (args, code, words) => {
    const { exitCode, stdout, stderr } = await run(args)
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('canary')
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' })
  })
})

describe('a row', () => {
  const row = {
    id: 'a',
    big: 9_007_199_254_740_993n,
    at: new Date(0),
    doc: { json: '{"n":1.50}' },
    none: null,
    on: true,
  }

  it('is one line of JSON with every digit', () => {
    expect(rowAsJson(row)).toBe(
      '{"id":"a","big":9007199254740993,"at":"1970-01-01T00:00:00.000Z","doc":{"n":1.50},"none":null,"on":true}',
    )
  })

  it('is shown without nulls, cut where it is long, and cannot move the cursor', () => {
    expect(describeRow({ ...row, id: `\u001B[2J${'x'.repeat(300)}`, at: null, doc: null })).toBe(
      `  id    [2J${'x'.repeat(196)}…\n  big  9007199254740993\n  on   true`,
    )
  })
})

/** Runs in a folder of its own, in which nothing is made. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  await using folder = await createTemporaryDirectory()
  const result = await runCli(args, { cwd: folder.path, env })
  expect(await readdir(folder.path)).toEqual([])
  return result
}
