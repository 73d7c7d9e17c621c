import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { usualMeans } from '../src/database-means.ts'
import { createDestination } from '../src/destination.ts'
import { load, page, people, raw, request } from './fixture.ts'
import { watchedFiles } from './watched-instance.ts'

import type { Json, StatefulDestination } from '@ingestr/contract'

/** A destination that tells of its statements, on a file of its own. */
async function createWatched(): Promise<
  AsyncDisposable & {
    readonly destination: StatefulDestination
    readonly statements: string[]
    rows(text: string): Promise<ReadonlyArray<Record<string, Json>>>
  }
> {
  const folder = await createTemporaryDirectory()
  const statements: string[] = []
  const openFile = watchedFiles((statement, run) => {
    statements.push(statement)
    return run()
  })
  const destination = createDestination({ path: `${folder.path}/x.duckdb` }, { ...usualMeans, openFile })
  return {
    destination,
    statements,
    rows: (text) => destination.sql.query({ text, parameters: [] }),
    async [Symbol.asyncDispose]() {
      await destination[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

function isStaged(statements: readonly string[]): boolean {
  return statements.some((statement) => statement.startsWith('INSERT INTO "_ingestr_stage_'))
}

function persons(from: number, count: number, more: { readonly [key: string]: Json } = {}): readonly Json[] {
  return Array.from({ length: count }, (_, index) => ({ id: from + index, name: 'n', updated_at: 100, ...more }))
}

/** Lists of lists, on many lines; an object is a list of one. */
function nested(lists: ReadonlyArray<Json | readonly Json[]>): string {
  const data = lists.map((list) => (list === null ? null : { people: Array.isArray(list) ? list : [list] }))
  return JSON.stringify({ data }, undefined, 2)
}

const all = 'SELECT * EXCLUDE (_ingestr_loaded_at) FROM intercom.people ORDER BY id'

describe('rows are written straight from the files of their pages', () => {
  it('with keys that nobody declared, and one that turns up later', async () => {
    await using watched = await createWatched()
    await using opened = await watched.destination.openLoad(request())
    await opened.write(page(persons(10, 2, { seen: true, location: { city: 'Bonn', zip: '53111' } })))
    await opened.commit()
    await opened.write(page(persons(12, 1, { plan: { name: 'pro' } })))
    await opened.write(page(persons(13, 1, { visits: 3, seen: false })))
    expect(await opened.publish()).toMatchObject({ received: 2, inserted: 2, rows: 4 })
    expect(isStaged(watched.statements)).toBe(false)
    expect(await watched.rows('SELECT id, seen, location_zip, plan, visits FROM intercom.people ORDER BY id')).toEqual([
      { id: '10', seen: true, location_zip: '53111', plan: null, visits: null },
      { id: '11', seen: true, location_zip: '53111', plan: null, visits: null },
      { id: '12', seen: null, location_zip: null, plan: '{"name":"pro"}', visits: null },
      { id: '13', seen: false, location_zip: null, plan: null, visits: '3' },
    ])
  })

  it('with a key that was null so far, which then makes no column, and commits that bring nothing', async () => {
    await using watched = await createWatched()
    await using opened = await watched.destination.openLoad(request())
    expect(await opened.commit()).toMatchObject({ received: 0, rows: 0 })
    await opened.write(page(persons(10, 2, { plan: null, location: { zip: null } })))
    expect(await opened.commit()).toMatchObject({ inserted: 2, schemaChanges: [] })
    expect(await opened.commit()).toMatchObject({ received: 0, rows: 2 })
    expect(await opened.publish()).toMatchObject({ received: 0, rows: 2 })
    expect(isStaged(watched.statements)).toBe(false)
  })

  it('the newest of each key, and those of a range', async () => {
    await using watched = await createWatched()
    const keep = { column: 'updated_at', from: 50_000, to: 300_000 }
    await using opened = await watched.destination.openLoad(request({ keep }))
    await opened.write(
      page([...persons(1, 3), { id: 1, name: 'older', updated_at: 60 }, ...persons(7, 1, { updated_at: 300 })]),
    )
    expect(await opened.commit()).toMatchObject({ received: 5, kept: 4, inserted: 3, unchanged: 1, rows: 3 })
    await opened.write(
      page([...persons(2, 1, { updated_at: 200, name: 'newer' }), ...persons(8, 1, { updated_at: 49 })]),
    )
    await opened.write(page([{ id: 3, name: 'stale', updated_at: 99 }]))
    expect(await opened.publish()).toMatchObject({ kept: 2, inserted: 0, updated: 1, unchanged: 1, rows: 3 })
    expect(isStaged(watched.statements)).toBe(false)
    expect(await watched.rows('SELECT id, name FROM intercom.people ORDER BY id')).toEqual([
      { id: '1', name: 'n' },
      { id: '2', name: 'newer' },
      { id: '3', name: 'n' },
    ])
  })

  it('without a statement that writes, where all are stored already', async () => {
    await using watched = await createWatched()
    await load(watched.destination, [page(persons(1, 8))])
    watched.statements.length = 0
    const outcome = await load(watched.destination, [page(persons(1, 4)), page(persons(5, 4))])
    expect(outcome).toMatchObject({ received: 8, inserted: 0, updated: 0, unchanged: 8, rows: 8 })
    expect(isStaged(watched.statements)).toBe(false)
    expect(watched.statements.filter((statement) => /^(INSERT INTO|DELETE FROM) "x"/.test(statement))).toEqual([])
  })

  it('where few are not stored already: these alone are read again', async () => {
    await using watched = await createWatched()
    const records = ['data', '*', 'people', '*']
    const definition = { ...people, records }
    await load(watched.destination, [raw(nested([persons(1, 6), persons(7, 2)]))], { definition })
    const again = [
      nested([persons(1, 3), null, [...persons(20, 1, { name: 'é\n' }), null, ...persons(4, 3)]]),
      nested([persons(7, 1), { id: 2, name: 'newer', updated_at: 101 }]),
    ]
    watched.statements.length = 0
    const outcome = await load(watched.destination, again.map(raw), { definition })
    expect(outcome).toMatchObject({ received: 9, inserted: 1, updated: 1, unchanged: 7, rows: 9 })
    expect(isStaged(watched.statements)).toBe(false)
    const text = "SELECT id, name FROM intercom.people WHERE name <> 'n' ORDER BY id"
    expect(await watched.rows(text)).toEqual([
      { id: '2', name: 'newer' },
      { id: '20', name: 'é\n' },
    ])
  })

  it('compared with stored rows that lie far apart, of which only the stretches they lie in are read', async () => {
    await using watched = await createWatched()
    await load(watched.destination, [page(persons(0, 9000))])
    watched.statements.length = 0
    const again = [
      ...persons(10, 2),
      { id: 11, name: 'n', updated_at: 90 },
      ...persons(5000, 1),
      { id: 8999, name: 'other', updated_at: 100 },
      ...persons(9000, 20),
    ]
    expect(await load(watched.destination, [page(again)])).toMatchObject({
      inserted: 20,
      updated: 1,
      unchanged: 4,
      rows: 9020,
    })
    const compared = watched.statements.find((statement) => statement.includes('IS NOT DISTINCT FROM fresh."name"'))
    expect([...(compared ?? '').matchAll(/rowid BETWEEN (\d+) AND (\d+)/g)].map(([, ...ends]) => ends)).toEqual([
      ['10', '11'],
      ['5000', '5000'],
      ['8999', '8999'],
    ])
    expect(await watched.rows("SELECT id FROM intercom.people WHERE name = 'other'")).toEqual([{ id: '8999' }])
  })

  it('a few of a version that is stored: those that are the same are left, the others replaced', async () => {
    await using watched = await createWatched()
    await load(watched.destination, [page(persons(1, 4))])
    const again = [
      page([...persons(1, 2), ...persons(20, 5)]),
      page(persons(30, 3)),
      page([{ id: 3, name: 'other', updated_at: 100 }, ...persons(40, 4)]),
    ]
    const run = { id: 'run-2', startedAt: Date.UTC(2026, 10, 24) }
    expect(await load(watched.destination, again, { run })).toMatchObject({
      inserted: 12,
      updated: 1,
      unchanged: 2,
      rows: 16,
    })
    expect(isStaged(watched.statements)).toBe(false)
    const text = 'SELECT id, name, _ingestr_run_id AS run FROM intercom.people WHERE length(id) = 1 ORDER BY id'
    expect(await watched.rows(text)).toEqual([
      { id: '1', name: 'n', run: 'run-1' },
      { id: '2', name: 'n', run: 'run-1' },
      { id: '3', name: 'other', run: 'run-2' },
      { id: '4', name: 'n', run: 'run-1' },
    ])
  })
})

describe('rows go through a stage, and nothing is lost,', () => {
  it('where a value does not fit its column, which is widened', async () => {
    await using watched = await createWatched()
    await using opened = await watched.destination.openLoad(request())
    await opened.write(page(persons(1, 1, { age: 4 })))
    await opened.commit()
    expect(isStaged(watched.statements)).toBe(false)
    await opened.write(page(persons(2, 1, { age: 'many' })))
    const outcome = await opened.publish()
    expect(outcome).toMatchObject({ inserted: 1, rows: 2 })
    expect(outcome.schemaChanges).toEqual([{ column: 'intercom.people.age', from: 'BIGINT', to: 'VARCHAR' }])
    expect(isStaged(watched.statements)).toBe(true)
    expect(await watched.rows('SELECT id, age FROM intercom.people ORDER BY id')).toEqual([
      { id: '1', age: '4' },
      { id: '2', age: 'many' },
    ])
  })

  it.each([
    ['new', [{ id: 9, age: 'many', updated_at: 100 }, ...persons(20, 1)]],
    // Read as a number it would be null, and the same as what is stored.
    ['of a version that is stored', [{ id: 1, name: 'n', age: 'many', updated_at: 100 }, ...persons(20, 3)]],
    ['without a version that can be read', [{ id: 1, name: 'n', updated_at: 'soon' }, ...persons(20, 3)]],
  ] as const)('where such a row is %s', async (_, records) => {
    await using watched = await createWatched()
    await load(watched.destination, [page(persons(1, 2))])
    await load(watched.destination, [page(records)])
    const found = await watched.rows(all)
    await using plain = await createWatched()
    await load(plain.destination, [page(persons(1, 2))])
    // A contract looks at every row in a stage first.
    for (const each of records)
      await load(plain.destination, [raw(JSON.stringify({ data: [each] }).replace('{"id"', '{"id":0,"id"'))])
    expect(isStaged(plain.statements)).toBe(true)
    expect(found).toEqual(await plain.rows(all))
  })

  it('where a key repeats within a record, and only for that commit', async () => {
    await using watched = await createWatched()
    await using opened = await watched.destination.openLoad(request())
    await opened.write(raw('{"data":[{"id":1,"name":"a","name":"b","updated_at":100}]}'))
    await opened.write(page(persons(2, 1)))
    await opened.commit()
    expect(isStaged(watched.statements)).toBe(true)
    watched.statements.splice(0)
    await opened.write(page(persons(3, 1)))
    expect(await opened.publish()).toMatchObject({ rows: 3 })
    expect(isStaged(watched.statements)).toBe(false)
    expect(await watched.rows('SELECT id, name FROM intercom.people ORDER BY id')).toEqual([
      { id: '1', name: 'b' },
      { id: '2', name: 'n' },
      { id: '3', name: 'n' },
    ])
  })

  it('where DuckDB finds another number of rows in the files than were looked at', async () => {
    await using folder = await createTemporaryDirectory()
    let inserts = 0
    const openFile = watchedFiles(async (statement, run) => {
      const result = await run()
      if (!statement.startsWith('INSERT INTO "x"."intercom"."people"')) return result
      inserts += 1
      if (inserts === 1 && typeof result === 'object' && result !== null) {
        Object.defineProperty(result, 'rowsChanged', { value: 2 })
      }
      return result
    })
    await using destination = createDestination({ path: `${folder.path}/x.duckdb` }, { ...usualMeans, openFile })
    expect(await load(destination, [page(persons(1, 3))])).toMatchObject({ inserted: 3, rows: 3 })
    expect(inserts).toBe(2)
  })

  it('where a repeated key comes again later', async () => {
    await using watched = await createWatched()
    await using opened = await watched.destination.openLoad(request())
    for (const id of [1, 2]) {
      watched.statements.splice(0)
      await opened.write(raw(`{"data":[{"id":${id},"name":"a","name":"b","updated_at":100}]}`))
      await opened.commit()
      expect(isStaged(watched.statements)).toBe(true)
    }
    expect(await watched.rows('SELECT name FROM intercom.people')).toEqual([{ name: 'b' }, { name: 'b' }])
  })

  it('where a contract is about the table', async () => {
    await using watched = await createWatched()
    await load(watched.destination, [page(persons(1, 1))])
    expect(isStaged(watched.statements)).toBe(false)
    const definition = { ...people, contract: 'discard_row' } as const
    const outcome = await load(watched.destination, [page(persons(2, 1, { extra: 1 }))], { definition })
    expect(outcome).toMatchObject({ inserted: 0, rows: 1 })
    expect(isStaged(watched.statements)).toBe(true)
  })
})
