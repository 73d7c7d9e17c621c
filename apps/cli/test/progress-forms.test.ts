import { execFile, spawnSync } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'

import { runCli, type Run } from './run-cli.ts'

type Line = { readonly at: string; readonly type: string; readonly [field: string]: unknown }
type Schema = { readonly $defs: Readonly<Record<string, { readonly properties: object }>> }

const root = fileURLToPath(new URL('../../..', import.meta.url))
const token = 'dG9rOnNlY3JldC1vZi10aGUtdGVzdHM='

describe('--progress json', () => {
  it('writes events to stderr and results to stdout, each a line of JSON that the schema has, no token in any', async () => {
    const schema = await readSchema()
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    await using fake = await startFakeIntercom({ token, counts: { contacts: 600, conversations: 300 } })
    await using folder = await createTemporaryDirectory()
    fake.failNext({ path: '/contacts/search', times: 2, fault: { kind: 'status', status: 500 } })
    fake.failNext({ path: '/teams', times: 9, fault: { kind: 'status', status: 403 } })
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, ['--source-table', 'all', '--progress', 'json'])
    expect(exitCode).toBe(3)
    const events = linesOf(stderr)
    const results = linesOf(stdout)
    for (const line of [...events, ...results]) {
      expect(validate(line), JSON.stringify([line, validate.errors])).toBe(true)
      const known = ['at', 'type', ...Object.keys(schema.$defs[line.type]?.properties ?? {})]
      expect(
        Object.keys(line).filter((field) => !known.includes(field)),
        line.type,
      ).toEqual([])
    }
    const types = new Set(events.map(({ type }) => type))
    const expected = [
      'run-planned',
      'records-counted',
      'request-finished',
      'request-retried',
      'rows-committed',
      'table-finished',
      'failure',
    ]
    expect([...types]).toEqual(expect.arrayContaining(expected))
    expect(results).toHaveLength(9)
    expect(results[0]).toMatchObject({ type: 'table-result', table: 'contacts', counts: { rows: 600 } })
    expect(events.at(-1)).toMatchObject({
      type: 'failure',
      code: 'FORBIDDEN',
      message: expect.stringMatching(/^teams: /),
    })
    expect(stdout + stderr).not.toContain(token)
  })

  it('tells as JSON what a whole run failed with', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    fake.failNext({ path: '/me', times: 9, fault: { kind: 'status', status: 401 } })
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, ['--source-table', 'tags', '--progress', 'json'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(linesOf(stderr).at(-1)).toMatchObject({ type: 'failure', code: 'UNAUTHORIZED' })
  })

  it('has every type in the schema and in docs/events.md that a package reports', async () => {
    const { $defs } = await readSchema()
    const page = await readFile(new URL('../../../docs/events.md', import.meta.url), 'utf8')
    for (const [type, { properties }] of Object.entries($defs)) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${type}\` `))
      for (const field of Object.keys(properties)) expect(row, type).toContain(`\`${field}\``)
    }
    const reported: string[] = []
    for await (const path of glob('packages/*/src/**/*.ts', { cwd: root })) {
      const text = await readFile(join(root, path), 'utf8')
      for (const { groups } of text.matchAll(/\breport(?:\?\.)?\(\s*(?:\{\s*type:\s*)?'(?<type>[a-z]+-[a-z-]+)'/g)) {
        reported.push(groups?.['type'] ?? '')
      }
    }
    expect(reported.length).toBeGreaterThan(10)
    // Of the source alone, before any run: the run says it as a note.
    expect(reported.filter((type) => type !== 'token-exposed' && !(type in $defs))).toEqual([])
  })
})

describe('--debug', () => {
  it('tells of each request, without the token', async () => {
    await using fake = await startFakeIntercom({ token })
    await using folder = await createTemporaryDirectory()
    const { stderr } = await copy(fake, folder.path, ['--source-table', 'tags', '--debug'])
    expect(stderr).toMatch(/^debug: GET \/tags 200 in \d+ ms, \d+ of \d+ left \(tags\)$/m)
    expect(stderr).not.toContain(token)
  })
})

describe('--progress', () => {
  it('is one of three', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { exitCode, stderr } = await copy(fake, folder.path, ['--source-table', 'tags', '--progress', 'fancy'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--progress cannot be "fancy". It is one of: interactive, log, json.')
  })

  it('interactive is plain lines where there is no terminal, and says so', async () => {
    await using fake = await startFakeIntercom()
    await using folder = await createTemporaryDirectory()
    const { exitCode, stdout, stderr } = await copy(fake, folder.path, [
      '--source-table',
      'tags',
      '--progress',
      'interactive',
    ])
    expect(exitCode).toBe(0)
    expect(stderr).toContain('Note: --progress interactive needs a terminal')
    expect(stdout + stderr).not.toContain('\u001B[')
  })
})

// What a machine without `script` cannot show is shown by draw-progress.test.ts as far as it goes.
describe.runIf(spawnSync('script', ['--version']).status === 0)('in a terminal', () => {
  it.each([80, 50])('of %d columns tables are redrawn in place, and short lines are left', async (columns) => {
    await using fake = await startFakeIntercom({ counts: { contacts: 2000, conversations: 500 }, latencyMs: 200 })
    await using folder = await createTemporaryDirectory()
    const { stdout, exitCode } = await inTerminal(fake, folder.path, columns)
    expect(exitCode, stdout).toBe(0)
    expect(stdout).toMatch(/contacts +[\d,]+ of 2,000 {2}\d+ %/)
    expect(stdout).toMatch(/\d+ % of the rate limit used/)
    expect(stdout).toContain('\u001B[2K')
    // What is left is what comes after the last thing that was drawn and taken back.
    const left = stdout.slice(stdout.lastIndexOf('\u001B')).split('\r\n')
    expect(left.join('\n')).toMatch(
      /^Into \S+x\.duckdb\ncontacts → intercom\.contacts: done in [^\n]+, \d+ requests\n {2}[\d,]+ rows: 2,000 new, 0 updated, [^\n]+\n {2}proven complete/m,
    )
  })
})

/** `script` gives the run a terminal, whose size `stty` sets; both are in every Debian. */
async function inTerminal(fake: FakeIntercom, cwd: string, columns: number): Promise<Run> {
  const bin = fileURLToPath(new URL('../bin/ingestr.js', import.meta.url))
  const args = ['ingest', '--source-table', 'contacts,conversations', '--dest-table', 'intercom.{table}']
  const command = [
    'stty rows 24 cols',
    String(columns),
    '&&',
    `'${process.execPath}'`,
    `'${bin}'`,
    ...args.map((arg) => `'${arg}'`),
  ]
  const env = {
    ...process.env,
    CI: '',
    TERM: 'xterm',
    SOURCE_URI: fake.connectionUri(),
    DESTINATION_URI: 'duckdb:///x.duckdb',
  }
  return await new Promise((resolve) => {
    execFile('script', ['-qec', command.join(' '), '/dev/null'], { cwd, env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

async function readSchema(): Promise<Schema> {
  const schema: Schema = JSON.parse(await readFile(new URL('../schemas/events.schema.json', import.meta.url), 'utf8'))
  return schema
}

function linesOf(text: string): readonly Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line))
}

function copy(fake: FakeIntercom, cwd: string, args: readonly string[]): Promise<Run> {
  const env = { SOURCE_URI: fake.connectionUri(), DESTINATION_URI: 'duckdb:///x.duckdb' }
  return runCli(['ingest', '--dest-table', 'intercom.{table}', ...args], { cwd, env })
}
