import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { createSeededRandom, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { type IngestOptions, plan } from '../src/index.ts'
import { type CopyHarness, startCopy } from './copy-harness.ts'
import { copyUntilKilled } from './killed-copy.ts'

const everyPage = { maxBytes: 1, maxIntervalMs: 0 }
const lines: Partial<IngestOptions> = {
  destUri: 'jsonl:///out',
  destTable: undefined,
  commitPolicy: everyPage,
}

async function readIds({ directory }: CopyHarness, table: string): Promise<readonly string[]> {
  const text = await readFile(join(directory, 'out', `${table}.jsonl`), 'utf8')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { readonly id: string }).id)
}

function readState({ directory }: CopyHarness, sql: string): readonly unknown[] {
  const database = new DatabaseSync(join(directory, 'out', '_ingestr.sqlite'))
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

describe('a destination without SQL, found by its scheme', () => {
  it('gets what DuckDB gets, and cursor, runs and positions go to a SQLite file beside the rows', async () => {
    await using harness = await startCopy({ counts: { contacts: 330 } })
    const result = await harness.copy('contacts', lines)
    expect(result.counts).toMatchObject({ rows: 330 })
    expect(result.notes.join()).toMatch(
      /out cannot merge: after the first load, a record of contacts that changes is appended/,
    )
    const truth = harness.fake.truth('contacts').map((record) => record['id'])
    expect((await readIds(harness, 'contacts')).toSorted()).toEqual(truth.toSorted())
    const { size } = await stat(join(harness.directory, 'out', 'contacts.jsonl'))
    expect(readState(harness, 'select target, generation, position from _ingestr_positions')).toEqual([
      { target: 'contacts', generation: '', position: String(size) },
    ])
    expect(readState(harness, 'select target_table, rows, is_published from _ingestr_checkpoints')).toEqual([
      { target_table: 'contacts', rows: 330, is_published: 1 },
    ])
    expect(readState(harness, 'select status, rows from _ingestr_run_tables')).toEqual([
      { status: 'succeeded', rows: 330 },
    ])
  })

  it('is whole after a kill while it published, which leaves a draft that is cut short', async () => {
    await using harness = await startCopy({ counts: { contacts: 330 } })
    await harness.copy('contacts', lines)
    await writeFile(join(harness.directory, 'out', 'contacts.jsonl%draft'), '{"id":"cut sho')
    const result = await harness.copy('contacts', { ...lines, fullRefresh: true })
    expect(result.counts).toMatchObject({ rows: 330 })
    const truth = harness.fake.truth('contacts').map((record) => record['id'])
    expect((await readIds(harness, 'contacts')).toSorted()).toEqual(truth.toSorted())
    const files = await readdir(join(harness.directory, 'out'))
    expect(files.toSorted()).toEqual(['_ingestr.sqlite', 'contacts.jsonl'])
  })

  it.each(['{"id":"mine"}', '{"id":"mine"}\n{"id":"too"}\n'])(
    'leaves a file of somebody else as it is, be its last line ended or not: %j',
    async (text) => {
      await using harness = await startCopy({ counts: { tags: 3 } })
      const file = join(harness.directory, 'out', 'tags.jsonl')
      await mkdir(join(harness.directory, 'out'))
      await writeFile(file, text)
      const error = await rejectionOf(harness.copy('tags', lines))
      expect(error.message).toContain('tags')
      expect(await readFile(file, 'utf8')).toBe(text)
    },
  )

  it('is not asked to merge: whoever asks for that is told, before anything is read or made', async () => {
    await using harness = await startCopy({ counts: { contacts: 3 } })
    const error = await rejectionOf(harness.copy('contacts', { ...lines, incrementalStrategy: 'merge' }))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(error.message).toMatch(/--incremental-strategy: .*out cannot merge\. Leave the flag out/)
    expect(harness.fake.requests).toEqual([])
    expect(existsSync(join(harness.directory, 'out'))).toBe(false)
    const appended = await harness.copy('contacts', { ...lines, incrementalStrategy: 'append' })
    expect(appended.counts).toMatchObject({ rows: 3 })
  })

  it('gets each row once in a first load of a single commit, though some come twice', async () => {
    await using harness = await startCopy({ counts: { contacts: 3000 } })
    // A walk whose cursor is refused begins once more.
    harness.fake.failNext({ path: '/contacts/search', body: /starting_after/, fault: { kind: 'refused-cursor' } })
    const result = await harness.copy('contacts', {
      ...lines,
      commitPolicy: { maxBytes: 2 ** 40, maxIntervalMs: 2 ** 30 },
    })
    expect(result.status).toBe('succeeded')
    expect(result.counts.received).toBeGreaterThan(3000)
    expect(result.counts).toMatchObject({ inserted: 3000, rows: 3000 })
    const ids = await readIds(harness, 'contacts')
    expect([ids.length, new Set(ids).size]).toEqual([3000, 3000])
  })

  it('appends on a later run only what is new or updated', async () => {
    await using harness = await startCopy({ counts: { conversations: 120 } })
    await harness.copy('conversations', lines)
    const [first] = await readIds(harness, 'conversations')
    harness.fake.store.conversations.update(first ?? '', { state: 'closed' })
    const { counts } = await harness.copy('conversations', lines)
    expect(counts.received).toBeLessThan(20)
    expect((await readIds(harness, 'conversations')).filter((id) => id === first)).toHaveLength(2)
  })

  it('is replaced by each run of a table that has no cursor', async () => {
    await using harness = await startCopy()
    await harness.copy('tags', lines)
    harness.fake.store.tags.create({ name: 'one more' })
    await harness.copy('tags', lines)
    expect((await readIds(harness, 'tags')).length).toBe(harness.fake.truth('tags').length)
  })

  it('keeps what was in a file before the first run', async () => {
    await using harness = await startCopy({ counts: { conversations: 20 } })
    await harness.copy('tags', lines)
    await writeFile(join(harness.directory, 'out', 'conversations.jsonl'), '{"id":"mine"}\n')
    await harness.copy('conversations', lines)
    expect((await readIds(harness, 'conversations')).slice(0, 1)).toEqual(['mine'])
    expect(await readIds(harness, 'conversations')).toHaveLength(21)
  })

  it('reads everything anew when its file is gone', async () => {
    await using harness = await startCopy({ counts: { conversations: 40 } })
    await harness.copy('conversations', lines)
    await rm(join(harness.directory, 'out', 'conversations.jsonl'))
    await harness.copy('conversations', lines)
    expect(await readIds(harness, 'conversations')).toHaveLength(40)
  })

  it('takes every table side by side, each with a position of its own', async () => {
    await using harness = await startCopy({ counts: { contacts: 40, companies: 30, conversations: 20, articles: 10 } })
    const { status, tables } = await harness.copyAll('all', { ...lines, destTable: 'crm.{table}' })
    expect(status).toBe('succeeded')
    for (const { table, counts } of tables) expect(await readIds(harness, `crm.${table}`)).toHaveLength(counts.rows)
    const positions = readState(harness, "select target from _ingestr_positions where generation = ''")
    expect(positions).toHaveLength(tables.length)
  })

  it('makes no file for a bad token', async () => {
    await using harness = await startCopy()
    const sourceUri = `intercom://?access_token=wrong&base_url=${encodeURIComponent(harness.fake.url)}`
    await rejectionOf(harness.copy('contacts', { ...lines, sourceUri }))
    expect(existsSync(join(harness.directory, 'out'))).toBe(false)
  })
})

describe('a destination that only does what every one does', () => {
  it.each([
    [
      { schemaContract: 'freeze' },
      /cannot hold the table contacts to the contract freeze\. Leave out --schema-contract, or/,
    ],
    [{ schemaContract: 'discard_row' }, /to the contract discard_row\. Leave out --schema-contract, or/],
    [{ schemaContract: 'discard_value' }, /to the contract discard_value\. Leave out --schema-contract, or/],
    [
      { columns: 'created_at:bigint' },
      /cannot store created_at of the table contacts as bigint.* Leave out --columns, or/,
    ],
    [{ schemaNaming: 'snake_case' }, /cannot spell .* contacts in snake_case\. Leave out --schema-naming, or/],
  ])('is not asked for more, and nothing of the source: %j', async (wishes, words) => {
    await using harness = await startCopy({ counts: { contacts: 5 } })
    const refusal = { code: 'INVALID_ARGUMENT', message: expect.stringMatching(words) }
    expect(await rejectionOf(harness.copy('contacts', { ...lines, ...wishes }))).toMatchObject(refusal)
    expect(await rejectionOf(harness.copyAll('tags,contacts', { ...lines, ...wishes }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    const uris = { sourceUri: harness.fake.connectionUri(), sourceTables: 'contacts', runtime: harness.runtime }
    expect(await rejectionOf(plan({ ...uris, ...lines, destUri: 'jsonl:///out', ...wishes }))).toMatchObject(refusal)
    expect(harness.fake.requests).toEqual([])
    expect(existsSync(join(harness.directory, 'out'))).toBe(false)
  })

  it('takes what is so anyhow, though it was asked for: tables evolve, keys are spelled as they are', async () => {
    await using harness = await startCopy({ counts: { contacts: 5 } })
    for (const schemaNaming of ['auto', 'default', 'direct']) {
      await harness.copy('contacts', { ...lines, schemaContract: 'evolve', schemaNaming })
    }
    expect(await readIds(harness, 'contacts')).toHaveLength(5)
  })
})

describe('a run into a destination without SQL that is killed', () => {
  it.each([
    ['brings each row once with a first load', false],
    ['brings each row once with a full refresh', true],
  ])('%s, whenever it was killed', async (_name, fullRefresh) => {
    const random = createSeededRandom(11)
    await using harness = await startCopy({ clock: { now: () => Date.now() }, counts: { contacts: 900 }, latencyMs: 3 })
    const options: IngestOptions = {
      ...lines,
      sourceUri: harness.fake.connectionUri(),
      destUri: 'jsonl:///out',
      sourceTables: 'contacts',
      fullRefresh,
    }
    let killed = 0
    for (let kill = 0; kill < 5; kill += 1) {
      const requests = 2 + Math.floor(random() * 3)
      const ended = await copyUntilKilled(harness.fake, options, { requests }, harness.directory)
      if (ended === 'killed') killed += 1
    }
    expect(killed).toBeGreaterThan(1)
    await harness.copy('contacts', { ...lines, fullRefresh })
    const ids = await readIds(harness, 'contacts')
    expect(ids.length).toBe(new Set(ids).size)
    expect(ids.toSorted()).toEqual(
      harness.fake
        .truth('contacts')
        .map(({ id }) => id)
        .toSorted(),
    )
  })
})
