import { expect } from 'vitest'

import { recordsOf, storedEntry, stepsPerGeneration, tables, type TableName } from './steps.ts'

import type { StatefulDestination, Json } from '@ingestr/contract'

/** A row as text. */
export type Row = { readonly id: Json | undefined; readonly age: Json | undefined }

/**
 * Holds a file to what its stored steps say: each table has exactly the rows that belong to the step of its cursor, no
 * more and no fewer, and the step is not before `durable`. Resolves with the steps.
 */
export async function expectSteps(
  destination: StatefulDestination,
  durable: Readonly<Record<TableName, number>> = { merged: 0, replaced: 0 },
): Promise<Record<TableName, number>> {
  const merged = await expectMerged(destination)
  const replaced = await expectReplaced(destination)
  expect(merged, 'what was reported durable').toBeGreaterThanOrEqual(durable.merged)
  expect(replaced, 'what was reported durable').toBeGreaterThanOrEqual(durable.replaced)
  return { merged, replaced }
}

async function expectMerged(destination: StatefulDestination): Promise<number> {
  const entry = await storedEntry(destination, 'merged')
  const step = entry?.revision ?? 0
  const rows = rowsAfter('merged', step)
  expect(entry?.checkpoint).toEqual(step === 0 ? undefined : { step })
  expect(await rowsOf(destination, 'people')).toEqual(rows)
  expect(entry?.rows ?? 0).toBe(rows?.length ?? 0)
  return step
}

/** What a table holds when a step of it is stored, in one order; undefined: it is not there yet. */
export function rowsAfter(table: TableName, step: number): readonly Row[] | undefined {
  const published = table === 'merged' ? step : step - (step % stepsPerGeneration)
  if (published === 0) return undefined
  if (table === 'replaced') return generation(published)
  const records = stepsUpTo(step).flatMap((each) => recordsOf('merged', each))
  return printed([...new Map(records.map((row) => [row['id'], row])).values()])
}

async function expectReplaced(destination: StatefulDestination): Promise<number> {
  const entry = await storedEntry(destination, 'replaced')
  const step = entry?.revision ?? 0
  const staged = step % stepsPerGeneration
  const published = step - staged
  expect(await rowsOf(destination, 'tags')).toEqual(rowsAfter('replaced', step))
  const stages = await stageNames(destination)
  expect(stages).toHaveLength(staged === 0 ? 0 : 1)
  for (const name of stages) {
    expect(await rowsOf(destination, name)).toEqual(
      printed(
        stepsUpTo(step)
          .slice(published)
          .flatMap((each) => recordsOf('replaced', each)),
      ),
    )
    expect(await rowsOf(destination, name)).toHaveLength(entry?.rows ?? 0)
  }
  return step
}

/** The rows of the generation that was published at a step. */
function generation(publishedAt: number): readonly Row[] {
  return printed(
    stepsUpTo(publishedAt)
      .slice(-stepsPerGeneration)
      .flatMap((step) => recordsOf('replaced', step)),
  )
}

function stepsUpTo(step: number): number[] {
  return Array.from({ length: step }, (_, index) => index + 1)
}

async function stageNames(destination: StatefulDestination): Promise<string[]> {
  const text = "SELECT table_name AS name FROM duckdb_tables() WHERE starts_with(table_name, '_ingestr_tags_')"
  const rows = await destination.sql.query({ text, parameters: [] })
  return rows.map(({ name }) => String(name))
}

/** Undefined: there is no such table. */
async function rowsOf(destination: StatefulDestination, name: string): Promise<readonly Row[] | undefined> {
  if ((await destination.describe({ ...tables.merged.target, name })) === undefined) return undefined
  const text = `SELECT id, age FROM crm."${name}"`
  return printed(await destination.sql.query({ text, parameters: [] }))
}

/** In one order, ages as text, as DuckDB gives them. */
function printed(rows: ReadonlyArray<Readonly<Record<string, Json>>>): readonly Row[] {
  return rows
    .map(({ id, age }) => `${String(id)} ${String(age)}`)
    .toSorted()
    .map((text) => ({ id: text.split(' ')[0], age: text.split(' ')[1] }))
}
