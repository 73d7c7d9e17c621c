import { DuckDBInstance } from '@duckdb/node-api'
import { createStateStore } from '@ingestr/state-kysely'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { lookUpCommit } from '../src/commit-lookup.ts'
import { usualMeans } from '../src/database-means.ts'
import { createDestination } from '../src/destination.ts'
import { openDatabase } from '../src/open-database.ts'
import { createDuckdbDestination } from '../src/index.ts'
import { openSession } from '../src/session.ts'
import { inTransaction } from '../src/transaction.ts'
import { expectSteps } from './crash/expect-steps.ts'
import { recordsOf, recordStep, rowsPerStep, runSteps, tables } from './crash/steps.ts'
import { page, request, target } from './fixture.ts'
import { watchedFiles, watchedInstance, type Watch } from './watched-instance.ts'

import type { Outcome, SqlStatement } from '@ingestr/contract'

const store = createStateStore()
const key = { source: 'intercom:us:abc', table: 'people', target: 'intercom.people' }

function recording(revision: number): (outcome: Outcome) => readonly SqlStatement[] {
  return ({ rows }) =>
    store.record('duckdb', {
      ...key,
      checkpoint: { page: revision },
      generation: 'g',
      strategy: 'append',
      isPublished: false,
      rows,
      revision,
    })
}

type Failing = 'no' | 'before' | 'after'

/** A load on an instance whose COMMIT can be made to fail before it worked, or after. */
async function failingLoad(): Promise<
  AsyncDisposable & {
    failing: Failing
    commit(revision: number, id: number): Promise<Outcome>
    stored(): Promise<unknown>
  }
> {
  let failing: Failing = 'no'
  const instance = await watchedInstance(':memory:', {}, async (statement, run) => {
    if (statement !== 'COMMIT' || failing === 'no') return run()
    const result = failing === 'after' ? await run() : undefined
    failing = 'no'
    if (result === undefined) throw new Error('IO Error: the line went dead before')
    throw new Error('IO Error: the line went dead after')
  })
  const destination = createDuckdbDestination({ instance })
  await store.prepare(destination.sql)
  const load = await destination.openLoad(request({ strategy: 'append' }))
  return {
    set failing(value: Failing) {
      failing = value
    },
    async commit(revision, id) {
      if (id !== 0) await load.write(page([{ id }]))
      return load.commit({ record: recording(revision) })
    },
    async stored() {
      const [entry] = await store.find(destination.sql, key.target)
      const table = await destination.describe(target)
      return { revision: entry?.revision ?? 0, rows: table?.rows ?? 0 }
    },
    async [Symbol.asyncDispose]() {
      await load[Symbol.asyncDispose]()
      await destination[Symbol.asyncDispose]()
      instance.closeSync()
    },
  }
}

describe.each([0, 1])('a COMMIT that throws, after %d that did not,', (before) => {
  it('is a commit like any other when it had worked: nothing is written again', async () => {
    await using load = await failingLoad()
    if (before === 1) await load.commit(1, 1)
    load.failing = 'after'
    expect(await load.commit(before + 1, 2)).toMatchObject({ inserted: 1, rows: before + 1 })
    expect(await load.stored()).toEqual({ revision: before + 1, rows: before + 1 })
    await load.commit(before + 2, 3)
    expect(await load.stored()).toEqual({ revision: before + 2, rows: before + 2 })
  })

  it('is an error when it had not: nothing is there, and the same commit can be tried again', async () => {
    await using load = await failingLoad()
    if (before === 1) await load.commit(1, 1)
    load.failing = 'before'
    await expect(load.commit(before + 1, 2)).rejects.toMatchObject({
      code: 'DESTINATION_FAILED',
      message: expect.stringContaining('the line went dead before'),
    })
    expect(await load.stored()).toEqual({ revision: before, rows: before })
    expect(await load.commit(before + 1, 0)).toMatchObject({ inserted: 1, rows: before + 1 })
    expect(await load.stored()).toEqual({ revision: before + 1, rows: before + 1 })
  })
})

it('commits nothing after an error that was passed over, where DuckDB would resolve the COMMIT', async () => {
  await using folder = await createTemporaryDirectory()
  const database = await openDatabase(`${folder.path}/x.duckdb`, {})
  const one = await openSession(database)
  const other = await openSession(database)
  await one.run('CREATE TABLE t AS SELECT 1 AS a, 0 AS b')
  await other.run('BEGIN TRANSACTION')
  await other.run('UPDATE t SET b = 1')
  const careless = inTransaction(database, one, async () => {
    await one.run('INSERT INTO t VALUES (2, 0)')
    await one.run('UPDATE t SET b = 2').catch(() => undefined)
  })
  await expect(careless).rejects.toThrow(/abort/i)
  await other.run('COMMIT')
  expect(await one.rows('SELECT a, b FROM t')).toEqual([{ a: 1, b: 1 }])
  one.close()
  other.close()
  await database.close()
})

describe('where DuckDB has given up on the instance or the file', () => {
  it.each([
    ['before_header', /Failed to create checkpoint/, 'undone'],
    ['before_truncate', /Failed to create checkpoint/, 'kept'],
  ] as const)('looks into the file, opened anew: a checkpoint that broke off %s', async (abort, words, fate) => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    const first = createDuckdbDestination({ path })
    await runSteps(first, 2)
    await first[Symbol.asyncDispose]()
    let proof: readonly SqlStatement[] = []
    let failure: unknown
    const instance = await watchedInstance(path, { checkpoint_threshold: '1KB' }, async (statement, run) => {
      try {
        return await run()
      } catch (error) {
        if (statement === 'COMMIT') failure ??= error
        throw error
      }
    })
    await runAll(instance, [`SET debug_checkpoint_abort = '${abort}'`])
    const lent = createDuckdbDestination({ instance })
    const load = await lent.openLoad(request({ tables: [tables.merged] }))
    await load.write(page(recordsOf('merged', 3)))
    const record = ({ rows }: Outcome): readonly SqlStatement[] => {
      proof = recordStep('merged', 3, rows)
      return proof
    }
    // Nobody looks into a file that is the user's to open.
    await expect(load.commit({ record })).rejects.toThrow('could not be looked up')
    expect(String(failure)).toMatch(words)
    await expect(runAll(instance, ['SELECT 1'])).rejects.toThrow('invalidated')
    const spare = await openDatabase(':memory:', {})
    expect(await lookUpCommit({ ...spare, connect: () => instance.connect(), path }, proof, failure)).toBe(fate)
    await spare.close()
    await load[Symbol.asyncDispose]()
    await lent[Symbol.asyncDispose]()
    instance.closeSync()
    await using destination = createDuckdbDestination({ path })
    expect(await expectSteps(destination)).toEqual({ merged: fate === 'kept' ? 3 : 2, replaced: 2 })
  })

  it.each([
    ['before_header', 'undone'],
    ['before_truncate', 'kept'],
    ['before_wal_finish', 'kept'],
  ] as const)('does so by itself in a file of its own: %s, the commit is %s', async (abort, fate) => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/x.duckdb`
    const first = createDuckdbDestination({ path })
    await runSteps(first, 2)
    await first[Symbol.asyncDispose]()
    const failures: unknown[] = []
    const watch: Watch = async (statement, run) => {
      try {
        return await run()
      } catch (error) {
        if (statement === 'COMMIT') failures.push(error)
        throw error
      }
    }
    const openFile = watchedFiles(watch, { checkpoint_threshold: '1KB', debug_checkpoint_abort: abort })
    const broken = createDestination({ path }, { ...usualMeans, openFile })
    const load = await broken.openLoad(request({ tables: [tables.merged] }))
    await load.write(page(recordsOf('merged', 3)))
    const committing = load.commit({ record: ({ rows }) => recordStep('merged', 3, rows) })
    if (fate === 'kept') expect(await committing).toMatchObject({ received: rowsPerStep })
    else await expect(committing).rejects.toThrow(/^(?!.*could not be looked up).*Checkpoint failed/s)
    expect(String(failures)).toMatch(/Checkpoint failed/)
    await expect(broken.describe(tables.merged.target)).rejects.toThrow('invalidated')
    await load[Symbol.asyncDispose]()
    await broken[Symbol.asyncDispose]()
    await using destination = createDuckdbDestination({ path })
    expect(await expectSteps(destination)).toEqual({ merged: fate === 'kept' ? 3 : 2, replaced: 2 })
    await runSteps(destination, 6)
    expect(await expectSteps(destination)).toEqual({ merged: 6, replaced: 6 })
  })

  it('takes the word of DuckDB that a commit is durable where it cannot look', async () => {
    await using folder = await createTemporaryDirectory()
    const instance = await DuckDBInstance.create(`${folder.path}/x.duckdb`, { checkpoint_threshold: '1KB' })
    const swap: SqlStatement = { text: 'UPDATE t SET a = 1 WHERE a = 0', parameters: [], mustChange: 1 }
    const statements = ['CREATE TABLE t AS SELECT 0 AS a', "SET debug_checkpoint_abort = 'before_header'", 'BEGIN']
    const work = [swap.text, 'INSERT INTO t SELECT 5 FROM range(5000)', 'COMMIT']
    const failure: unknown = await runAll(instance, [...statements, ...work]).catch((error: unknown) => error)
    expect(String(failure)).toContain('COMMIT succeeded and is durable')
    const spare = await openDatabase(':memory:', {})
    expect(await lookUpCommit({ ...spare, connect: () => instance.connect() }, [swap], failure)).toBe('kept')
    expect(
      await lookUpCommit({ ...spare, connect: () => instance.connect() }, [swap], new Error('FATAL Error: another')),
    ).toBe('unknown')
    await spare.close()
    instance.closeSync()
  })
})

async function runAll(instance: DuckDBInstance, statements: readonly string[]): Promise<void> {
  const connection = await instance.connect()
  try {
    for (const statement of statements) await connection.run(statement)
  } finally {
    connection.closeSync()
  }
}
