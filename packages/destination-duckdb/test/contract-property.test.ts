import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'

import { createDuckdbDestination } from '../src/index.ts'
import { page, people, raw, request } from './fixture.ts'
import { uglyBodies } from './ugly-json.ts'

import type { Json, Outcome, Page, TableDefinition } from '@ingestr/contract'

const destination = createDuckdbDestination({ path: ':memory:' })
afterAll(() => destination[Symbol.asyncDispose]())
let runs = 0

it('lets no table change but by evolve, and accounts for every row, whatever comes', async () => {
  await fc.assert(
    fc.asyncProperty(uglyBodies({ hasRefused: false }), async (bodies) => {
      runs += 1
      const pages = bodies.map(raw)
      const rows = await attempt(pages, 'discard_row')
      const values = await attempt(pages, 'discard_value')
      const frozen = await attempt(pages, 'freeze')
      expect(rows.outcome?.inserted).toBe((rows.outcome?.received ?? 0) - sum(rows.outcome))
      expect(values.outcome?.inserted).toBe(values.outcome?.received)
      expect(rows.columns).toEqual(values.columns)
      expect(rows.columns).toEqual(frozen.columns)
      expect(frozen.outcome === undefined).toBe(sum(rows.outcome) > 0)
      expect(sum(values.outcome) > 0).toBe(sum(rows.outcome) > 0)
      const fitting = new Set(rows.stored.map((row) => JSON.stringify(row)))
      // Rows that fit are the same under either contract.
      expect(values.stored.filter((row) => fitting.has(JSON.stringify(row)))).toHaveLength(rows.stored.length)
    }),
    { numRuns: 20 },
  )
})

type Attempt = {
  /** Undefined: the contract was broken. */
  readonly outcome: Outcome | undefined
  readonly columns: readonly Json[]
  readonly stored: ReadonlyArray<Record<string, Json>>
}

/** Loads the pages into a table that has a few unknown keys already. */
async function attempt(pages: readonly Page[], contract: NonNullable<TableDefinition['contract']>): Promise<Attempt> {
  const name = `${contract}_${runs}`
  await load([page([{ id: 'first', foo: 1, Foo: 'x', location: { zip: true } }])], name, 'evolve')
  let outcome: Outcome | undefined
  try {
    outcome = await load(pages, name, contract)
  } catch (error) {
    expect(error).toMatchObject({ code: 'SCHEMA_FROZEN' })
  }
  const query = (text: string): Promise<Attempt['stored']> => destination.sql.query({ text, parameters: [] })
  const columns = await query(
    `SELECT column_name || ' ' || data_type AS c FROM duckdb_columns() WHERE table_name = '${name}' ORDER BY column_index`,
  )
  const stored = await query(`SELECT * FROM ${name} WHERE id <> 'first' ORDER BY id`)
  await destination.sql.apply([{ text: `DROP TABLE ${name}`, parameters: [] }])
  return { outcome, columns: columns.map((column) => column['c'] ?? null), stored }
}

async function load(
  pages: readonly Page[],
  name: string,
  contract: NonNullable<TableDefinition['contract']>,
): Promise<Outcome> {
  const tables = [{ definition: { ...people, contract }, target: { name } }]
  await using opened = await destination.openLoad(request({ tables, strategy: 'append' }))
  for (const each of pages) await opened.write(each)
  return await opened.publish()
}

function sum(outcome: Outcome | undefined): number {
  return [...(outcome?.discarded?.values() ?? [])].reduce((total, count) => total + count, 0)
}
