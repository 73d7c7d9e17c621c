import { describe, expect, it } from 'vitest'

import { createFixture, load, page, people, request, target } from './fixture.ts'

import type { Fixture } from './fixture.ts'
import type { TableDefinition } from '@ingestr/contract'

type Contract = NonNullable<TableDefinition['contract']>

function under(contract: Contract): TableDefinition {
  return { ...people, contract }
}

async function columnsOf(fixture: Fixture): Promise<readonly unknown[]> {
  const text = `SELECT column_name || ' ' || data_type AS c FROM duckdb_columns() WHERE table_name = 'people' ORDER BY column_index`
  return (await fixture.rows(text)).map((row) => row['c'])
}

async function idsOf(fixture: Fixture): Promise<readonly unknown[]> {
  return (await fixture.rows('SELECT id FROM intercom.people ORDER BY id')).map((row) => row['id'])
}

const known = { id: 1, age: 30, plan: 'pro' }

/** A table with the declared columns and the unknown key `plan`. */
async function createKnown(): Promise<Fixture> {
  const fixture = await createFixture()
  await load(fixture.destination, [page([known])])
  return fixture
}

describe.each(['freeze', 'discard_row', 'discard_value'] as const)('under the contract %s', (contract) => {
  const definition = under(contract)

  it('the first load makes the table as evolve does, whatever comes, in all its commits', async () => {
    await using fixture = await createFixture()
    await using first = await fixture.destination.openLoad(request({ definition }))
    await first.write(page([{ id: 1, plan: 'pro' }]))
    await first.commit()
    await first.write(page([{ id: 2, plan: 7, seats: 3 }]))
    const outcome = await first.publish()
    expect(outcome).toMatchObject({ inserted: 1, rows: 2 })
    expect(outcome.discarded).toBeUndefined()
    expect(await columnsOf(fixture)).toEqual(expect.arrayContaining(['plan VARCHAR', 'seats BIGINT']))
  })

  it('a replace that was begun under evolve goes on with what its target has', async () => {
    await using fixture = await createKnown()
    await using begun = await fixture.destination.openLoad(request({ strategy: 'replace' }))
    await begun.write(page([{ id: 5 }]))
    await begun.commit()
    await begun[Symbol.asyncDispose]()
    const outcome = await load(fixture.destination, [page([{ id: 6, plan: 'free' }])], {
      definition,
      strategy: 'replace',
    })
    expect(outcome.discarded).toBeUndefined()
    expect(await fixture.rows('SELECT id, plan FROM intercom.people ORDER BY id')).toEqual([
      { id: '5', plan: null },
      { id: '6', plan: 'free' },
    ])
  })

  it('what fits is loaded as ever, nulls of unknown keys included', async () => {
    await using fixture = await createKnown()
    const records = [
      { id: 1, age: 31, plan: 'free' },
      { id: 2, age: null, seats: null },
    ]
    const outcome = await load(fixture.destination, [page(records)], { definition })
    expect(outcome).toMatchObject({ inserted: 1, updated: 1, schemaChanges: [] })
    expect(outcome.discarded).toBeUndefined()
  })

  it('declared columns that the table does not have are added: the definition brings them, not the data', async () => {
    await using fixture = await createKnown()
    await fixture.destination.sql.apply([{ text: 'ALTER TABLE intercom.people DROP COLUMN score', parameters: [] }])
    const outcome = await load(fixture.destination, [page([{ id: 2, score: 1.5 }])], { definition })
    expect(outcome).toMatchObject({
      inserted: 1,
      schemaChanges: [{ column: 'intercom.people.score', from: null, to: 'DOUBLE' }],
    })
  })

  it('a table that takes the place of one has its columns and types, and no others', async () => {
    await using fixture = await createKnown()
    const before = await columnsOf(fixture)
    await load(fixture.destination, [page([{ id: 5, age: null }])], { definition, strategy: 'replace' })
    expect(await columnsOf(fixture)).toEqual(before)
    expect(await idsOf(fixture)).toEqual(['5'])
  })
})

describe('a frozen table', () => {
  it('fails a load that brings an unknown key, and says which, of what type, and the way out', async () => {
    await using fixture = await createKnown()
    const before = await columnsOf(fixture)
    const failing = load(fixture.destination, [page([{ id: 2, seats: 3 }])], { definition: under('freeze') })
    await expect(failing).rejects.toMatchObject({ code: 'SCHEMA_FROZEN', isRetryable: false })
    await expect(failing).rejects.toThrow('intercom.people is frozen')
    await expect(failing).rejects.toThrow('it has no column seats, which one row brings (BIGINT)')
    await expect(failing).rejects.toThrow('--schema-contract evolve')
    expect(await columnsOf(fixture)).toEqual(before)
    expect(await idsOf(fixture)).toEqual(['1'])
  })

  it('fails a load with values that would widen columns, and shows none of them', async () => {
    await using fixture = await createKnown()
    const records = [
      { id: 2, age: 'secret', updated_at: 'soon' },
      { id: 3, age: 1.5 },
    ]
    const failing = load(fixture.destination, [page(records)], { definition: under('freeze') })
    await expect(failing).rejects.toThrow('age is BIGINT, and 2 rows bring what needs VARCHAR')
    await expect(failing).rejects.toThrow('updated_at is TIMESTAMP WITH TIME ZONE')
    await expect(failing).rejects.not.toThrow('secret')
    expect(await idsOf(fixture)).toEqual(['1'])
  })

  it('keeps what earlier commits of the load brought', async () => {
    await using fixture = await createKnown()
    await using opened = await fixture.destination.openLoad(request({ definition: under('freeze') }))
    await opened.write(page([{ id: 2 }]))
    await opened.commit()
    await opened.write(page([{ id: 3, seats: 3 }]))
    await expect(opened.commit()).rejects.toMatchObject({ code: 'SCHEMA_FROZEN' })
    expect(await idsOf(fixture)).toEqual(['1', '2'])
  })

  it('stays as it is where a replace brings what does not fit', async () => {
    await using fixture = await createKnown()
    const change = { definition: under('freeze'), strategy: 'replace' } as const
    await expect(load(fixture.destination, [page([{ id: 9, plan: 'x', seats: 3 }])], change)).rejects.toThrow(
      'no column seats',
    )
    await expect(load(fixture.destination, [page([{ id: 9, age: 'old' }])], change)).rejects.toThrow('age is BIGINT')
    expect(await idsOf(fixture)).toEqual(['1'])
  })
})

describe('a contract that discards rows', () => {
  it('drops those that do not fit, counts each once at its first column, and keeps the others', async () => {
    await using fixture = await createKnown()
    const before = await columnsOf(fixture)
    const records = [
      { id: 2, age: 5 },
      { id: 3, age: 'old' },
      { id: 4, age: 'old', seats: 3 },
      { id: 5, seats: 3 },
    ]
    const outcome = await load(fixture.destination, [page(records)], { definition: under('discard_row') })
    expect(outcome).toMatchObject({ received: 4, kept: 4, inserted: 1, rows: 2, schemaChanges: [] })
    expect(Object.fromEntries(outcome.discarded ?? [])).toEqual({
      'intercom.people.age': 2,
      'intercom.people.seats': 1,
    })
    expect(await columnsOf(fixture)).toEqual(before)
    expect(await idsOf(fixture)).toEqual(['1', '2'])
  })

  it('leaves the stored row where a newer version does not fit', async () => {
    await using fixture = await createKnown()
    await load(fixture.destination, [page([{ id: 1, age: 'old', updated_at: 9 }])], {
      definition: under('discard_row'),
    })
    expect(await fixture.rows('SELECT age FROM intercom.people')).toEqual([{ age: '30' }])
  })
})

describe('a contract that discards values', () => {
  it('makes those null that do not fit, counts them by column, and keeps every row', async () => {
    await using fixture = await createKnown()
    const before = await columnsOf(fixture)
    const records = [
      { id: 2, age: 5, score: 'high' },
      { id: 3, age: 'old', seats: 3, name: 'x' },
      { id: 4, age: 'old', plan: 'free' },
    ]
    const outcome = await load(fixture.destination, [page(records)], { definition: under('discard_value') })
    expect(outcome).toMatchObject({ inserted: 3, rows: 4, schemaChanges: [] })
    expect(Object.fromEntries(outcome.discarded ?? [])).toEqual({
      'intercom.people.age': 2,
      'intercom.people.score': 1,
      'intercom.people.seats': 1,
    })
    expect(await columnsOf(fixture)).toEqual(before)
    expect(await fixture.rows('SELECT id, name, age, score, plan FROM intercom.people ORDER BY id')).toEqual([
      { id: '1', name: null, age: '30', score: null, plan: 'pro' },
      { id: '2', name: null, age: '5', score: null, plan: null },
      { id: '3', name: 'x', age: null, score: null, plan: null },
      { id: '4', name: null, age: null, score: null, plan: 'free' },
    ])
  })

  it('drops a row whose key does not fit: without it, each run would add it anew', async () => {
    await using fixture = await createFixture()
    await fixture.destination.sql.apply(
      ['CREATE SCHEMA intercom', 'CREATE TABLE intercom.people (id BIGINT)'].map((text) => ({ text, parameters: [] })),
    )
    const outcome = await load(fixture.destination, [page([{ id: 'a1', age: 'x' }, { id: 7 }])], {
      definition: under('discard_value'),
    })
    expect(outcome).toMatchObject({ inserted: 1, rows: 1 })
    expect(Object.fromEntries(outcome.discarded ?? [])).toEqual({ 'intercom.people.id': 1 })
    expect((await fixture.destination.describe(target))?.columns).toContain('age')
  })
})
