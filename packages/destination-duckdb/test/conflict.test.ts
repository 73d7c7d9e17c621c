import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'

import { destinationFailure } from '../src/failure.ts'
import { createDuckdbDestination } from '../src/index.ts'
import { load, page, target } from './fixture.ts'

it.each([
  ['a row that is replaced', "DELETE FROM intercom.people WHERE id = '1'", { id: '1', name: 'ours', updated_at: 2 }],
  ['the table', 'ALTER TABLE intercom.people ADD COLUMN theirs INTEGER', { id: '1', name: 'ours', updated_at: 2 }],
  ['its columns too', 'ALTER TABLE intercom.people ADD COLUMN theirs INTEGER', { id: '2', ours: true, updated_at: 2 }],
])(
  'tells of another transaction that changes %s, keeps nothing, and takes the rows later',
  async (_, theirs, record) => {
    const instance = await DuckDBInstance.create(':memory:')
    const other = await instance.connect()
    const destination = createDuckdbDestination({ instance })
    await load(destination, [page([{ id: '1', name: 'first', updated_at: 1 }])])
    await other.run('BEGIN')
    await other.run(theirs)
    await expect(load(destination, [page([record])])).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
      isRetryable: true,
      message: expect.stringMatching(/another transaction has changed it meanwhile.*Run again\.$/),
    })
    expect(await destination.describe(target)).toMatchObject({ rows: 1 })
    await other.run('ROLLBACK')
    await load(destination, [page([record])])
    const [row] = await destination.sql.query({
      text: 'SELECT max(updated_at)::VARCHAR AS at FROM intercom.people',
      parameters: [],
    })
    expect(row).toEqual({ at: '1970-01-01 00:00:02+00' })
    await destination[Symbol.asyncDispose]()
    other.closeSync()
    instance.closeSync()
  },
)

it('is not told of a key that repeats, whatever its value', () => {
  const reason = 'Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "write-write conflict"'
  const error = destinationFailure('write', new Error(`TransactionContext Error: ${reason}`))
  expect(error).toMatchObject({ code: 'DESTINATION_FAILED' })
})
