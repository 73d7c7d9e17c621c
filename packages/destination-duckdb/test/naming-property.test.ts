import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { people, raw, request } from './fixture.ts'
import { uglyBodies } from './ugly-json.ts'

import type { TableDefinition } from '@ingestr/contract'

const destination = createDuckdbDestination({ path: ':memory:' })
afterAll(() => destination[Symbol.asyncDispose]())
let runs = 0

it('gives every key a column of its own in snake_case too, in whatever load it comes', async () => {
  await fc.assert(
    fc.asyncProperty(uglyBodies({ hasRefused: false }), async (bodies) => {
      runs += 1
      const direct = await loadEach(bodies, `direct_${runs}`, 'direct')
      const snake = await loadEach(bodies, `snake_${runs}`, 'snake_case')
      expect(snake).toEqual(direct)
    }),
    { numRuns: 20 },
  )
})

/** The cells of a table that each body is loaded into by itself: columns are in the order of arrival, whatever their names. */
async function loadEach(
  bodies: readonly string[],
  name: string,
  naming: NonNullable<TableDefinition['naming']>,
): Promise<ReadonlyArray<readonly unknown[]>> {
  const definition = { ...people, naming }
  for (const body of bodies) {
    await using load = await destination.openLoad(
      request({ tables: [{ definition, target: { name } }], strategy: 'append' }),
    )
    await load.write(raw(body))
    await load.publish()
  }
  const columns = (await destination.describe({ name }))?.columns ?? []
  // Under other names: JavaScript puts those that are numbers first.
  const cells = columns.map((column, index) => `"${column.replaceAll('"', '""')}" AS c${index}`).join(', ')
  const rows = await destination.sql.query({ text: `SELECT ${cells} FROM ${name} ORDER BY id`, parameters: [] })
  await destination.sql.apply([{ text: `DROP TABLE ${name}`, parameters: [] }])
  return rows.map((row) => Object.values(row))
}
