import assert from 'node:assert/strict'

import type { Batch, Checkpoint, Plan, ReadOptions, ReadRequest, Row, Source, TableDefinition } from '@ingestr/contract'

import type { SourcePlace } from './place.ts'

/** What a read brought. */
export interface Reading {
  readonly plan: Plan
  readonly batches: readonly Batch[]
  readonly rows: readonly Row[]
  /** Of the last batch, as a state store gives it back. */
  readonly checkpoint: Checkpoint | undefined
}

/** Opens the source, does something with it, and disposes of it. */
export async function inSource<Result>(place: SourcePlace, work: (source: Source) => Promise<Result>): Promise<Result> {
  await using source = await place.open()
  return await work(source)
}

/** Does something for every table of the source, with a source of its own. */
export async function forEachTable(
  place: SourcePlace,
  work: (source: Source, table: TableDefinition) => Promise<void>,
): Promise<void> {
  const tables = await inSource(place, (source) => source.listTables())
  assert.ok(tables.length > 0, 'the source has no table')
  for (const table of tables) await inSource(place, (source) => work(source, table))
}

/** Plans and reads to the end. */
export async function readWhole(source: Source, request: ReadRequest, options?: ReadOptions): Promise<Reading> {
  const plan = await source.plan(request)
  const batches: Batch[] = []
  for await (const batch of source.read(plan, options)) batches.push(batch)
  const checkpoint = batches.at(-1)?.checkpoint
  return { plan, batches, rows: rowsOf(plan, batches), checkpoint: checkpoint && stored(checkpoint) }
}

/** Rows of the first table. */
export function rowsOf(plan: Plan, batches: readonly Batch[]): readonly Row[] {
  return batches.flatMap(({ page }) => (page === undefined ? [] : [...page.rows(plan.tables[0])]))
}

/** As a state store gives it back. */
export function stored(checkpoint: Checkpoint): Checkpoint {
  const copy: Checkpoint = JSON.parse(JSON.stringify(checkpoint))
  return copy
}

/** The rows that there are, told apart by their key, or where there is none by all that is in them. */
export function identities(table: TableDefinition, rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map((row) => identity(table, row)))
}

function identity({ primaryKey }: TableDefinition, row: Row): string {
  const names = primaryKey.length === 0 ? Object.keys(row) : primaryKey
  return JSON.stringify(
    names.map((name) => row[name] ?? null),
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  )
}

/** Asserts that nothing of the whole is missing. */
export function expectAll(table: TableDefinition, whole: readonly Row[], read: readonly Row[], when: string): void {
  const found = identities(table, read)
  const missing = [...identities(table, whole)].filter((each) => !found.has(each))
  assert.deepEqual(missing, [], `${table.name}: rows are missing ${when}`)
}
