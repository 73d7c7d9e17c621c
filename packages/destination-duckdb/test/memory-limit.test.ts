import { DuckDBInstance } from '@duckdb/node-api'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { createMemoryLimit } from '../src/memory-limit.ts'
import { openDatabase } from '../src/open-database.ts'
import { openSession } from '../src/session.ts'
import { inTransaction } from '../src/transaction.ts'
import { createFixture, load, page, request, target } from './fixture.ts'

import type { Connectable } from '../src/database.ts'
import type { Session } from '../src/session.ts'
import type { StatefulDestination } from '@ingestr/contract'

const amounts = { usual: 100, raised: 200, most: 300 }

async function limitOf(database: Connectable): Promise<string> {
  const connection = await database.connect()
  try {
    const reader = await connection.runAndReadAll("SELECT current_setting('memory_limit')")
    return String(reader.getRowsJson()[0]?.[0])
  } finally {
    connection.closeSync()
  }
}

async function limitIn(destination: StatefulDestination): Promise<unknown> {
  const [row] = await destination.sql.query({ text: "SELECT current_setting('memory_limit') AS now", parameters: [] })
  return row?.['now']
}

describe('the limit of memory', () => {
  it('is raised for work, and is as before when the last of it is done, well or not', async () => {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '100MiB' })
    const limit = createMemoryLimit(instance, amounts)
    const first = Promise.withResolvers<void>()
    const second = Promise.withResolvers<void>()
    const works = [limit.raised(() => first.promise), limit.raised(() => second.promise)]
    expect(await limit.raised(() => limitOf(instance))).toBe('200.0 MiB')
    first.resolve()
    await works[0]
    expect(await limitOf(instance)).toBe('200.0 MiB')
    second.reject(new Error('planned'))
    await expect(works[1]).rejects.toThrow('planned')
    expect(await limitOf(instance)).toBe('100.0 MiB')
    instance.closeSync()
  })

  it.each([
    'Out of Memory Error: failed to allocate data of size 16.0 MiB (175.2 MiB/190.0 MiB used)',
    'Out of Memory Error: could not allocate block of size 256.0 KiB (199.7 MiB/200.0 MiB used)',
    'TransactionContext Error: Failed to commit: failed to pin block of size 256.0 KiB (189.8 MiB/190.0 MiB used)',
  ])('is raised most for work that ran out of memory, which is done once more: %s', async (reason) => {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '100MiB' })
    const limit = createMemoryLimit(instance, amounts)
    const seen: string[] = []
    const work = async (): Promise<void> => {
      seen.push(await limitOf(instance))
      throw new Error(reason)
    }
    await expect(limit.raised(() => limit.retried(work))).rejects.toThrow(reason)
    expect(seen).toEqual(['200.0 MiB', '300.0 MiB'])
    expect(await limitOf(instance)).toBe('100.0 MiB')
    instance.closeSync()
  })

  it('stays as it is for work that failed otherwise, which is not done again', async () => {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '100MiB' })
    let times = 0
    const work = (): Promise<void> => {
      times += 1
      return Promise.reject(new Error('Constraint Error: planned'))
    }
    await expect(createMemoryLimit(instance, amounts).retried(work)).rejects.toThrow('planned')
    expect(times).toBe(1)
    instance.closeSync()
  })

  it('is lowered later where more is in use when the work ends', async () => {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '100MiB', temp_directory: '' })
    const limit = createMemoryLimit(instance, amounts)
    const connection = await instance.connect()
    const fill = (): Promise<unknown> =>
      connection.run('CREATE OR REPLACE TABLE large AS SELECT md5(range::VARCHAR) AS text FROM range(4000000)')
    await limit.raised(fill)
    await connection.run('DROP TABLE large')
    await limit.raised(() => Promise.resolve())
    await expect(fill()).rejects.toThrow(/Out of Memory.*100\.0 MiB used/)
    connection.closeSync()
    instance.closeSync()
  })
})

describe('a file whose memory is not limited by the user', () => {
  const settings = { threads: 2 }
  const usual = '190.0 MiB'

  /** More than can be read with the usual limit. */
  const largePage = page(Array.from({ length: 320 }, (_, index) => ({ id: `${index}`, name: 'x'.repeat(250_000) })))

  it('takes a page that needs more, which a limit of the same size by the user refuses', async () => {
    await using folder = await createTemporaryDirectory()
    await using destination = createDuckdbDestination({ path: `${folder.path}/x.duckdb`, ...settings })
    expect(await load(destination, [largePage])).toMatchObject({ inserted: 320, rows: 320 })
    expect(await limitIn(destination)).toBe(usual)
    const limited = createDuckdbDestination({
      path: `${folder.path}/y.duckdb`,
      ...settings,
      memoryLimit: usual.replace('.0 ', ''),
    })
    await expect(load(limited, [largePage])).rejects.toThrow('Give it more with ?memory_limit=4GB')
    await limited[Symbol.asyncDispose]()
  })

  it('does a transaction again that ran out of memory, and keeps what it wrote once', async () => {
    await using folder = await createTemporaryDirectory()
    const database = await openDatabase(`${folder.path}/x.duckdb`, settings)
    const session = await openSession(database)
    await session.run('CREATE TABLE numbers (number INTEGER)')
    const seen: string[] = []
    await inTransaction(database, session, async () => {
      await session.run('INSERT INTO numbers VALUES (1)')
      seen.push(await limitOf(database))
      if (seen.length === 1) throw new Error('Out of Memory Error: planned')
    })
    expect(seen).toEqual([usual, '1.0 GiB'])
    expect(await session.count('SELECT count(*) FROM numbers')).toBe(1)
    session.close()
    await database.close()
  })

  it('does not do a transaction again whose COMMIT ran out of memory and may have been kept', async () => {
    await using folder = await createTemporaryDirectory()
    const database = await openDatabase(`${folder.path}/x.duckdb`, settings)
    const session = await openSession(database)
    const failing: Session = {
      catalog: session.catalog,
      soon: (sql) => session.soon(sql),
      flush: () => session.flush(),
      rollBack: () => session.rollBack(),
      run: (sql) => (sql === 'COMMIT' ? Promise.reject(new Error('Out of Memory Error: planned')) : session.run(sql)),
      rows: (sql) => session.rows(sql),
      count: (sql) => session.count(sql),
      texts: (sql) => session.texts(sql),
      close: () => session.close(),
    }
    const silent = { ...database, connect: () => Promise.reject(new Error('nobody to ask')) }
    let times = 0
    const writing = inTransaction(silent, failing, () => {
      times += 1
      return Promise.resolve()
    })
    await expect(writing).rejects.toThrow('could not be looked up: Out of Memory Error: planned')
    expect(times).toBe(1)
    session.close()
    await database.close()
  })

  it('has its usual limit after checkpoints', async () => {
    await using fixture = await createFixture()
    await using opened = await fixture.destination.openLoad(request())
    const before = await limitIn(fixture.destination)
    for (let round = 0; round < 4; round += 1) {
      await opened.write(
        page(Array.from({ length: 100 }, (_, index) => ({ id: `${round}-${index}`, name: 'x'.repeat(250_000) }))),
      )
      await opened.commit()
    }
    expect(await limitIn(fixture.destination)).toBe(before)
    expect(await fixture.destination.describe(target)).toMatchObject({ rows: 400 })
  })
})
