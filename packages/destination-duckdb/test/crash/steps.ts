import { createStateStore } from '@ingestr/state-kysely'

import { page, people, raw, request } from '../fixture.ts'

import type {
  StatefulDestination,
  Json,
  Load,
  LoadRequest,
  Outcome,
  Page,
  SqlStatement,
  StateEntry,
  StateKey,
  TableDefinition,
} from '@ingestr/contract'

/** Rows of one step. */
export const rowsPerStep = 12
/** A replace is published at every third step. */
export const stepsPerGeneration = 3

const store = createStateStore()

export type TableName = 'merged' | 'replaced'

/** Few columns, so that a step is quick. */
const versioned: TableDefinition = {
  ...people,
  columns: people.columns.filter(({ name }) => ['id', 'age', 'updated_at'].includes(name)),
}
const { versionColumn: _, ...unversioned } = versioned

/** Two tables that are filled step by step; what each holds after a step follows from its number alone. */
export const tables: Readonly<Record<TableName, LoadRequest['tables'][number]>> = {
  merged: { definition: versioned, target: { schema: 'crm', name: 'people' } },
  replaced: {
    definition: { ...unversioned, name: 'tags', strategy: 'replace' },
    target: { schema: 'crm', name: 'tags' },
  },
}

/** Ids come again after some steps, each time newer; once in a while there is a key that no step had before. */
export function recordsOf(table: TableName, step: number): ReadonlyArray<{ readonly [key: string]: Json }> {
  return Array.from({ length: rowsPerStep }, (_item, index) => ({
    id: table === 'merged' ? `${(step * 7 + index) % 97}` : `${step}-${index}`,
    name: 'x'.repeat(100),
    age: step,
    updated_at: 1_790_000_000 + step,
    ...(step % 10 === 0 && { [`seen_${step % 30}`]: true }),
  }))
}

/** Every second page of the replaced table has a key twice, which takes it through the stage; the rest is written from its file. */
export function pageOf(table: TableName, step: number): Page {
  const plain = page(recordsOf(table, step))
  if (table === 'merged' || step % 2 === 1) return plain
  return raw(Buffer.from(plain.bytes).toString().replace('"name":', '"name":"y","name":'))
}

/** What is stored of a table by the state store; undefined: nothing yet. */
export async function storedEntry(destination: StatefulDestination, table: TableName): Promise<StateEntry | undefined> {
  const [entry] = await store.find(destination.sql, keyOf(table).target)
  return entry
}

/** Goes on from the step that is stored, to the step `until`; tells of each that is durable. */
export async function runSteps(
  destination: StatefulDestination,
  until: number,
  onDurable: (table: TableName, step: number) => void = () => undefined,
): Promise<void> {
  await store.prepare(destination.sql)
  await Promise.all([fill(destination, 'merged', until, onDurable), fill(destination, 'replaced', until, onDurable)])
}

async function fill(
  destination: StatefulDestination,
  table: TableName,
  until: number,
  onDurable: (table: TableName, step: number) => void,
): Promise<void> {
  let load: Load | undefined
  try {
    const before = (await storedEntry(destination, table))?.revision ?? 0
    for (let step = before + 1; step <= until; step += 1) {
      const isLast = step % stepsPerGeneration === 0
      load ??= await destination.openLoad(
        request({ tables: [tables[table]], strategy: strategyOf(table), generation: generationOf(step) }),
      )
      await load.write(pageOf(table, step))
      const record = ({ rows }: Outcome): readonly SqlStatement[] => recordStep(table, step, rows)
      await (isLast ? load.publish({ record }) : load.commit({ record }))
      onDurable(table, step)
      if (isLast) {
        await load[Symbol.asyncDispose]()
        load = undefined
      }
    }
  } finally {
    await load?.[Symbol.asyncDispose]()
  }
}

/** What is to be stored of a step, given how many rows the table then has. */
export function recordStep(table: TableName, step: number, rows: number): readonly SqlStatement[] {
  const entry = { ...keyOf(table), checkpoint: { step }, generation: generationOf(step), strategy: strategyOf(table) }
  return store.record('duckdb', { ...entry, isPublished: step % stepsPerGeneration === 0, rows, revision: step })
}

function generationOf(step: number): string {
  return `generation ${Math.ceil(step / stepsPerGeneration)}`
}

function keyOf(table: TableName): StateKey {
  const { name } = tables[table].target
  return { source: 'intercom:us:abc', table: name, target: `crm.${name}` }
}

function strategyOf(table: TableName): 'merge' | 'replace' {
  return table === 'merged' ? 'merge' : 'replace'
}
