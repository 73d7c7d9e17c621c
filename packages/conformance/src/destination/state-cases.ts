import assert from 'node:assert/strict'

import {
  type Destination,
  IngestError,
  type Json,
  type Outcome,
  type SqlExecutor,
  type SqlStatement,
} from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { rejectsWith } from '../rejects-with.ts'
import { expectRows } from './expect-rows.ts'
import { inDestination, load, page, request } from './scenario.ts'
import { peopleTarget, person } from './tables.ts'

const needs = ['commitsState'] as const
const create: SqlStatement = { text: 'create table marks (place integer, note varchar(40))', parameters: [] }
const read: SqlStatement = { text: 'select note from marks order by place', parameters: [] }

function mark(place: number, note: string): SqlStatement {
  return { text: 'insert into marks values (?, ?)', parameters: [place, note], mustChange: 1 }
}

const stale: SqlStatement = { text: 'update marks set note = ? where place = ?', parameters: ['x', 99], mustChange: 1 }

/** Rows and state are committed together. */
export const stateCases: readonly DestinationCase[] = [
  {
    id: 'D66',
    requirement: 'MUST give no rows from a database that is not there yet, and not make it',
    needs,
    async run(place) {
      await inDestination(place, async (destination) => {
        assert.deepEqual(await sqlOf(destination).query({ text: 'select 1 as one', parameters: [] }), [])
      })
      await expectRows(place, peopleTarget, undefined)
    },
  },
  {
    id: 'D67',
    requirement:
      'MUST apply all statements or none, and reject with STATE_CONFLICT where one does not change what it must',
    needs,
    run: (place) =>
      inDestination(place, async (destination) => {
        const sql = sqlOf(destination)
        await sql.apply([create, mark(1, 'first')])
        await assert.rejects(sql.apply([mark(2, 'second'), stale]), isConflict)
        assert.deepEqual(await notes(sql), ['first'])
      }),
  },
  {
    id: 'D68',
    requirement: 'MUST run the statements of a commit with its rows, given the outcome that the commit resolves with',
    needs,
    async run(place) {
      await inDestination(place, async (destination) => {
        const sql = sqlOf(destination)
        await sql.apply([create])
        let told: Outcome | undefined
        await using opened = await destination.openLoad(request(destination))
        await opened.write(page({ id: 'a' }, { id: 'b' }))
        const outcome = await opened.publish({
          record(given) {
            told = given
            return [mark(1, `rows ${given.rows}`)]
          },
        })
        assert.deepEqual(told, outcome)
      })
      await inDestination(place, async (destination) => {
        assert.deepEqual(await notes(sqlOf(destination)), ['rows 2'])
      })
      await expectRows(place, peopleTarget, [person({ id: 'a' }), person({ id: 'b' })])
    },
  },
  {
    id: 'D69',
    requirement: 'MUST roll back rows, new columns and statements together where a statement conflicts',
    needs,
    async run(place) {
      await load(place, { pages: [page({ id: 'a' })] })
      await inDestination(place, async (destination) => {
        const sql = sqlOf(destination)
        await sql.apply([create])
        await using opened = await destination.openLoad(request(destination, { generation: 'second' }))
        await opened.write(page({ id: 'b', plan: 'pro' }))
        await assert.rejects(opened.publish({ record: () => [mark(1, 'late'), stale] }), isConflict)
        await expectRows(place, peopleTarget, [person({ id: 'a' })])
        assert.deepEqual(await notes(sql), [])
      })
      await expectRows(place, peopleTarget, [person({ id: 'a' })])
    },
  },
  {
    id: 'D70',
    requirement:
      'MUST store nothing where the record cannot be made, reject with its error, and commit when tried again',
    needs,
    async run(place) {
      const error = new IngestError('STAGE_LOST', 'Not this time.')
      await inDestination(place, async (destination) => {
        await using opened = await destination.openLoad(request(destination))
        await opened.write(page({ id: 'a' }))
        const failed = opened.publish({
          record() {
            throw error
          },
        })
        await assert.rejects(failed, (given) => given === error)
        await expectRows(place, peopleTarget, undefined)
        await opened.publish()
      })
      await expectRows(place, peopleTarget, [person({ id: 'a' })])
    },
  },
  {
    id: 'D71',
    requirement: 'MUST reject with the reason of an aborted signal, itself, when statements are run, and run none',
    needs,
    run: (place) =>
      inDestination(place, async (destination) => {
        const sql = sqlOf(destination)
        const reason = new DOMException('stopped by the user', 'AbortError')
        const signal = AbortSignal.abort(reason)
        await sql.apply([create])
        await rejectsWith(sql.apply([mark(1, 'x')], { signal }), reason, 'apply')
        await rejectsWith(sql.query(read, { signal }), reason, 'query')
        assert.deepEqual(await notes(sql), [])
      }),
  },
]

function sqlOf({ sql }: Destination): SqlExecutor {
  assert.ok(sql)
  return sql
}

async function notes(sql: SqlExecutor): Promise<readonly Json[]> {
  return (await sql.query(read)).map((row) => row['note'] ?? null)
}

function isConflict(error: unknown): boolean {
  return IngestError.isInstance(error) && error.code === 'STATE_CONFLICT'
}
