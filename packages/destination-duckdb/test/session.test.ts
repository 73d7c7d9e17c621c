import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'

import { openSession, type Session } from '../src/session.ts'

async function withSession(work: (session: Session) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const session = await openSession(instance)
  try {
    await session.run('CREATE TABLE numbers (number INTEGER)')
    await work(session)
  } finally {
    session.close()
    instance.closeSync()
  }
}

const count = (session: Session): Promise<number> => session.count('SELECT count(*) FROM numbers')

describe('statements that are run soon', () => {
  it('run before the next one, in their order, whatever that one returns', () =>
    withSession(async (session) => {
      session.soon('INSERT INTO numbers VALUES (1)')
      session.soon('UPDATE numbers SET number = 2')
      expect(await session.rows('SELECT number FROM numbers')).toEqual([{ number: 2 }])
      session.soon('INSERT INTO numbers VALUES (3)')
      expect(await session.run('UPDATE numbers SET number = number + ?', [1])).toBe(2)
      session.soon('INSERT INTO numbers VALUES (5)')
      await session.flush()
      expect(await session.rows('SELECT number FROM numbers ORDER BY ALL')).toEqual([
        { number: 3 },
        { number: 4 },
        { number: 5 },
      ])
    }))

  it('make the next one fail where they fail, which is not run then', () =>
    withSession(async (session) => {
      session.soon('INSERT INTO nowhere VALUES (1)')
      await expect(session.run('INSERT INTO numbers VALUES (1)')).rejects.toThrow('nowhere')
      expect(await count(session)).toBe(0)
    }))

  it('are dropped by a rollback, which undoes what is open, and is harmless where nothing is', () =>
    withSession(async (session) => {
      session.soon('BEGIN TRANSACTION')
      await session.run('INSERT INTO numbers VALUES (1)')
      session.soon('INSERT INTO nowhere VALUES (2)')
      await session.rollBack()
      expect(await count(session)).toBe(0)
      session.soon('BEGIN TRANSACTION')
      await session.rollBack()
      await session.rollBack()
      await session.run('INSERT INTO numbers VALUES (3)')
      expect(await count(session)).toBe(1)
    }))
})

describe('statements with values', () => {
  it('stay what they are though their table is made anew in between', () =>
    withSession(async (session) => {
      const insert = 'INSERT INTO numbers VALUES (?)'
      expect(await session.run(insert, [1])).toBe(1)
      await session.run('CREATE OR REPLACE TABLE numbers (number VARCHAR)')
      expect(await session.run(insert, ['two'])).toBe(1)
      await session.run('DROP TABLE numbers')
      await expect(session.run(insert, ['three'])).rejects.toThrow('numbers')
      await session.run('CREATE TABLE numbers (number DOUBLE)')
      expect(await session.run(insert, [4.5])).toBe(1)
      expect(await session.rows('SELECT number FROM numbers')).toEqual([{ number: 4.5 }])
    }))

  it('may be more than are kept prepared, and need all their values each time', () =>
    withSession(async (session) => {
      for (let index = 0; index < 40; index += 1) {
        expect(await session.count(`SELECT ${index % 20} + count(*) FROM numbers`)).toBe(index % 20)
        expect(await session.rows(`SELECT ${index % 20} + ? AS sum`, [index])).toEqual([
          { sum: String((index % 20) + index) },
        ])
      }
      await expect(session.rows('SELECT 1 + ? AS sum', [])).rejects.toThrow(/parameter/i)
    }))

  it('give rows beyond the first chunk', () =>
    withSession(async (session) => {
      const rows = await session.rows('SELECT range AS number FROM range(?)', [5000])
      expect(rows.length).toBe(5000)
      expect(rows.at(-1)).toEqual({ number: '4999' })
    }))
})
