import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy, type CopyHarness } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const hour = 60 * 60_000

/** Gives the first contact the fields, an hour later. Returns its id. */
function change(harness: CopyHarness, fields: Readonly<Record<string, string | number>>): string {
  harness.clock.advance(hour)
  const [id = ''] = harness.fake.store.contacts.list().map((contact) => String(contact['id']))
  harness.fake.store.contacts.update(id, fields)
  harness.clock.advance(hour)
  return id
}

async function contactsOf(harness: CopyHarness): Promise<Awaited<ReturnType<typeof readTable>>> {
  return await readTable(harness.path, 'intercom', 'contacts')
}

async function runsOf(harness: CopyHarness): Promise<ReadonlyArray<Readonly<Record<string, string | null>>>> {
  return (await readTable(harness.path, '_ingestr', 'run_tables')).rows
}

describe('a schema contract', () => {
  it('is kept by a table that is frozen: the run fails, the rows of earlier commits stay, and evolve is the way out', async () => {
    await using harness = await startCopy({ counts: { contacts: 300 } })
    await harness.copy('contacts', { schemaContract: 'freeze' })
    const id = change(harness, { plan_tier: 'gold' })
    const error = await rejectionOf(harness.copy('contacts', { schemaContract: 'freeze' }))
    expect(error).toMatchObject({ code: 'SCHEMA_FROZEN', message: expect.stringContaining('no column plan_tier') })
    expect((await contactsOf(harness)).columns.map(({ name }) => name)).not.toContain('plan_tier')
    expect((await runsOf(harness)).filter(({ status }) => status === 'failed')).toEqual([
      expect.objectContaining({ error: expect.stringContaining('SCHEMA_FROZEN: intercom.contacts is frozen') }),
    ])
    await harness.copy('contacts')
    const changed = (await contactsOf(harness)).rows.find((row) => row['id'] === id)
    expect(changed).toMatchObject({ plan_tier: 'gold' })
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it.each([
    ['discard-row', '1 row does not fit the table and was left out (--schema-contract discard_row)', false],
    ['discard_value', '1 value does not fit the table and was left out (--schema-contract discard_value)', true],
  ] as const)('%s tells and counts what was left out', async (schemaContract, words, isKept) => {
    await using harness = await startCopy({ counts: { contacts: 20 } })
    await harness.copy('contacts')
    const id = change(harness, { plan_tier: 'gold', name: 'changed' })
    const result = await harness.copy('contacts', { schemaContract })
    expect(result.notes).toContain(`${words}: intercom.contacts.plan_tier 1.`)
    expect(result.counts).toMatchObject({ discarded: 1, updated: isKept ? 1 : 0 })
    const stored = await contactsOf(harness)
    expect(stored.columns.map(({ name }) => name)).not.toContain('plan_tier')
    expect(stored.rows.find((row) => row['id'] === id)?.['name'] === 'changed').toBe(isKept)
    expect((await runsOf(harness)).map((run) => run['discarded']).toSorted()).toEqual(['0', '1'])
  })
})

describe('changes of columns', () => {
  it('are remembered with the run that made them', async () => {
    await using harness = await startCopy({ counts: { contacts: 20 } })
    await harness.copy('contacts')
    change(harness, { plan_tier: 7 })
    const second = await harness.copy('contacts')
    change(harness, { plan_tier: 'gold' })
    const third = await harness.copy('contacts')
    const { rows } = await readTable(harness.path, '_ingestr', 'schema_changes')
    const shared = { target_table: 'intercom.contacts', column_name: 'plan_tier' }
    expect(rows.filter((row) => row['column_name'] === 'plan_tier')).toEqual([
      { ...shared, run_id: second.runId, from_type: null, to_type: 'BIGINT', changed_at: expect.anything() },
      { ...shared, run_id: third.runId, from_type: 'BIGINT', to_type: 'VARCHAR', changed_at: expect.anything() },
    ])
    expect(Number(rows.at(-1)?.['changed_at'])).toBe(harness.clock.now() / 1000)
  })
})

describe('types of columns', () => {
  const columns = 'created_at:bigint, updated_at:int64,custom_attributes:varchar'

  it('are those that were asked for, in this run and in later ones', async () => {
    await using harness = await startCopy({ counts: { contacts: 20 } })
    const first = await harness.copy('contacts', { columns })
    expect(first.schemaChanges.filter(({ from }) => from !== null)).toEqual([])
    const id = change(harness, { name: 'changed' })
    expect((await harness.copy('contacts', { columns })).counts).toMatchObject({ updated: 1, rows: 20 })
    await harness.copy('contacts')
    const stored = await contactsOf(harness)
    const types = Object.fromEntries(stored.columns.map(({ name, type }) => [name, type]))
    expect(types).toMatchObject({ created_at: 'BIGINT', updated_at: 'BIGINT', custom_attributes: 'VARCHAR' })
    expect(types).toMatchObject({ signed_up_at: 'TIMESTAMP WITH TIME ZONE' })
    const updated = String(harness.fake.store.contacts.list().find((contact) => contact['id'] === id)?.['updated_at'])
    expect(stored.rows.find((row) => row['id'] === id)).toMatchObject({ updated_at: updated, name: 'changed' })
  })

  it('go to those of several tables that have the column', async () => {
    await using harness = await startCopy({ counts: { contacts: 5, tags: 5 } })
    await harness.copyAll('contacts,tags', { columns: { created_at: 'bigint' } })
    const tags = await readTable(harness.path, 'intercom', 'tags')
    expect(tags.columns.find(({ name }) => name === 'name')?.type).toBe('VARCHAR')
    const created = (await contactsOf(harness)).columns.find(({ name }) => name === 'created_at')
    expect(created?.type).toBe('BIGINT')
  })

  it('cannot be others than those of a table that is there', async () => {
    await using harness = await startCopy({ counts: { contacts: 5 } })
    await harness.copy('contacts')
    const error = await rejectionOf(harness.copy('contacts', { columns }))
    expect(error).toMatchObject({ code: 'COLUMN_TYPE_DIFFERS', message: expect.stringContaining('--full-refresh') })
    await harness.copy('contacts', { columns, fullRefresh: true })
    expect((await contactsOf(harness)).columns).toContainEqual({ name: 'created_at', type: 'BIGINT' })
  })
})

it('spells unknown keys in snake_case, or as they come', async () => {
  for (const [schemaNaming, name] of [
    [undefined, 'plan_tier'],
    ['direct', 'planTier'],
    ['snake_case', 'plan_tier'],
  ] as const) {
    await using harness = await startCopy({ counts: { contacts: 5 } })
    change(harness, { planTier: 'gold' })
    await harness.copy('contacts', { schemaNaming })
    const names = (await contactsOf(harness)).columns.map((column) => column.name)
    expect(names.filter((each) => each.startsWith('plan'))).toEqual([name])
  }
})

it.each([
  [{ schemaContract: 'strict' }, /--schema-contract cannot be `strict`. It is one of: evolve, freeze, discard_row, /],
  [{ schemaNaming: 'camel' }, /--schema-naming cannot be `camel`. It is one of: auto, default, direct, snake_case/],
  [{ columns: 'created_at' }, /--columns is to be written name:type/],
  [{ columns: 'created_at:' }, /--columns is to be written name:type/],
  [{ columns: 'made:bigint:created_at' }, /--columns cannot rename columns here/],
  [{ columns: 'create_at:bigint' }, /a column `create_at` that contacts does not declare. Did you mean created_at\?/],
  [{ columns: '_ingestr_run_id:bigint' }, /that contacts does not declare/],
  [{ columns: 'created_at:blob' }, /cannot make created_at `blob`. Types are: boolean, /],
  [{ columns: 'created_at:decimal(99,2)' }, /cannot make created_at .*Types are/],
  [{ columns: 'created_at:bigint,Created_At:date' }, /names the column created_at twice/],
  [{ columns: 'dG9rOmNhbmFyeS1jYW5hcnk=:bigint' }, /a column \(not shown/],
])('wishes that cannot be are refused before any request: %j', async (wishes, words) => {
  await using harness = await startCopy()
  const error = await rejectionOf(harness.copy('contacts', wishes))
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(words) })
  expect(error.message).not.toContain('canary')
  expect(harness.fake.requests).toEqual([])
})
