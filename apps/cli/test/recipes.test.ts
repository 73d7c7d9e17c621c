import { execFile } from 'node:child_process'
import { chmod, glob, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

import { startFakeIntercom, type FakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { readFile as readDatabase } from './read-file.ts'

type Block = { readonly language: string; readonly code: string }
type Outcome = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

const folder = fileURLToPath(new URL('../../../docs/recipes/', import.meta.url))
const samples = fileURLToPath(new URL('../../../packages/destination-duckdb/test/samples/', import.meta.url))
/** Where `.ci/run` puts what Python needs. */
const pythonPackages = fileURLToPath(new URL('../../../.toolchain/python', import.meta.url))
const bin = fileURLToPath(new URL('../bin/ingestr.js', import.meta.url))
const counts = { contacts: 250, conversations: 120, companies: 20 }

describe('every recipe', () => {
  it('is listed, and tried here', async () => {
    const page = await readFile(join(folder, 'README.md'), 'utf8')
    const tried = await readFile(fileURLToPath(import.meta.url), 'utf8')
    for await (const path of glob('*.md', { cwd: folder })) {
      if (path === 'README.md') continue
      expect(page).toContain(`(${path})`)
      expect(tried).toContain(`follow('${basename(path, '.md')}'`)
    }
  })
})

describe('the recipe', () => {
  it('of a first load looks, loads everything, and verifies', async () => {
    await using tried = await follow('first-load')
    expect(tried.outcomes[1]?.stderr).toContain('The report is in first-load.html.')
    expect(tried.outcomes[2]?.stdout).toMatch(/good: contacts → intercom\.contacts: 250 rows of 250/)
  })

  it('of cron copies, and copies again, with the token in no log', async () => {
    await using tried = await follow('hourly-cron')
    expect(tried.outcomes[0]).toMatchObject({ stdout: '', stderr: '' })
    expect(tried.outcomes[1]?.stdout).toMatch(/intercom\.contacts: contacts of .*\n {2}rows {6}250; 250 counted/)
    const log = await readFile(join(tried.cwd, 'copy-intercom.log'), 'utf8')
    expect(log.match(/^contacts → /gm)).toHaveLength(2)
    expect(log).not.toContain('access_token')
  })

  it('of a backfill reads the month, and moves no cursor', async () => {
    const updatedBetween = [Date.UTC(2026, 8, 1), Date.UTC(2026, 10, 20)] as const
    await using tried = await follow('backfill-month', { updatedBetween })
    const inside = tried.fake
      .truth('contacts')
      .filter(
        ({ updated_at: at }) => Number(at) >= Date.UTC(2026, 9, 1) / 1000 && Number(at) < Date.UTC(2026, 10, 1) / 1000,
      )
    expect(inside.length).toBeGreaterThan(10)
    expect(await tried.query('SELECT count(*) AS n FROM intercom.intercom.contacts')).toEqual([
      { n: String(inside.length) },
    ])
    expect(await tried.query('SELECT count(*) AS n FROM _ingestr.checkpoints')).toEqual([{ n: '0' }])
  })

  it('of another region asks that region', async () => {
    await using tried = await follow('eu-workspace', { workspace: { region: 'EU' } })
    expect(tried.outcomes[0]?.stdout).toMatch(/region +eu/)
    expect(await tried.query('SELECT count(*) AS n FROM intercom.intercom.contacts')).toEqual([{ n: '250' }])
  })

  it.each(['ingestr-0.14', 'ingestr-v1'])('of the older tool goes on with a file of %s', async (sample) => {
    const old = gunzipSync(await readFile(join(samples, `${sample}.duckdb.gz`)))
    await using tried = await follow('from-older-ingestr', {}, { 'old.duckdb': old })
    expect(tried.outcomes[0]?.stderr).toMatch(/Note: intercom\.contacts was made by ingestr/)
    expect(tried.outcomes[1]?.stdout).toContain('good: contacts → intercom.contacts: 250 rows of 250')
  })

  it('of reading gives rows for each query, and for Python where there is one with duckdb', async () => {
    await using tried = await follow('reading')
    expect(tried.rows.map((rows) => rows.length > 0)).toEqual([true, true, true])
    if (tried.python !== undefined) expect(tried.python).toMatch(/^(lead|user) \d+ .*\n(lead|user) \d+ /)
  })

  it('without personal data stores pseudonyms that join', async () => {
    await using tried = await follow('without-personal-data')
    expect(tried.rows[0]?.length).toBeGreaterThan(3)
    expect(tried.rows[0]?.every(({ person }) => person === null || /^[\da-f]{64}$/.test(String(person)))).toBe(true)
    const named = `SELECT count(*) AS n FROM intercom.intercom.contacts WHERE name <> 'REDACTED' OR email LIKE '%@%'`
    expect(await tried.query(named)).toEqual([{ n: '0' }])
  })
})

interface Tried extends AsyncDisposable {
  readonly fake: FakeIntercom
  readonly cwd: string
  /** Of the blocks in `sh`, in their order. */
  readonly outcomes: readonly Outcome[]
  /** Of the blocks in SQL. */
  readonly rows: ReadonlyArray<ReadonlyArray<Record<string, unknown>>>
  /** What the block in Python printed; undefined where there is none, or no Python with duckdb. */
  readonly python: string | undefined
  query(sql: string): ReturnType<typeof readDatabase>
}

/** Runs the blocks of a recipe, one after the other, in one folder; only the token's URI is another. */
async function follow(
  name: string,
  options: Parameters<typeof startFakeIntercom>[0] = {},
  files: Readonly<Record<string, Buffer>> = {},
): Promise<Tried> {
  const directory = await createTemporaryDirectory()
  const fake = await startFakeIntercom({ counts, ...options })
  const cwd = directory.path
  for (const [path, content] of Object.entries(files)) await writeFile(join(cwd, path), content)
  await writeFile(join(cwd, 'ingestr'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`)
  await chmod(join(cwd, 'ingestr'), 0o755)
  const blocks = await readBlocks(name, fake)
  const database = join(cwd, 'intercom.duckdb')
  const outcomes: Outcome[] = []
  // What a block exports is there for the next ones, as at the keyboard.
  let before = ''
  for (const { code } of blocks.filter(({ language }) => language === 'sh')) {
    const outcome = await run('bash', ['--norc', '-euc', before + code], cwd)
    expect(outcome.exitCode, `${code}\n${outcome.stdout}\n${outcome.stderr}`).toBe(0)
    outcomes.push(outcome)
    before += `${code.match(/^export .*$/gm)?.join('\n') ?? ''}\n`
  }
  const rows = []
  for (const { code } of blocks.filter(({ language }) => language === 'sql'))
    rows.push(await readDatabase(database, code))
  return {
    fake,
    cwd,
    outcomes,
    rows,
    python: await runPython(blocks, cwd),
    query: (sql) => readDatabase(database, sql),
    [Symbol.asyncDispose]: dispose,
  }

  async function dispose(): Promise<void> {
    await fake[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  }
}

async function readBlocks(name: string, fake: FakeIntercom): Promise<readonly Block[]> {
  const text = await readFile(join(folder, `${name}.md`), 'utf8')
  return Array.from(text.matchAll(/^```(?<language>\w+)\n(?<code>.*?)^```$/gms), ({ groups }) => ({
    language: groups?.['language'] ?? '',
    code: (groups?.['code'] ?? '').replaceAll(
      /intercom:\/\/\?access_token=dG9rOjE\.\.\.&region=(?<region>us|eu)/g,
      (_, region: 'us' | 'eu') => fake.connectionUri(region),
    ),
  }))
}

async function runPython(blocks: readonly Block[], cwd: string): Promise<string | undefined> {
  const code = blocks.find(({ language }) => language === 'python')?.code
  if (code === undefined || (await run('python3', ['-c', 'import duckdb'], cwd)).exitCode !== 0) return undefined
  const { exitCode, stdout, stderr } = await run('python3', ['-c', code], cwd)
  expect(exitCode, stderr).toBe(0)
  return stdout
}

function run(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const env = { PATH: `${cwd}:${process.env['PATH']}`, HOME: process.env['HOME'], PYTHONPATH: pythonPackages }
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr })
    })
  })
}
