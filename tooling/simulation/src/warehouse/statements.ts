import {
  IngestError,
  type Json,
  type SqlStatement,
  type StateEntry,
  type StateKey,
  type StateStore,
} from '@ingestr/contract'

import type { Contents } from './disk.ts'

const putEntry = 'put entry'
const putRun = 'put run'
const selectEntries = 'select entries'

/** Statements in a language of their own, which `applyStatements` and `queryEntries` understand. */
export function createSimulatedStateStore(): StateStore {
  return {
    prepare: () => Promise.resolve(),
    async find(executor, target, options) {
      const rows = await executor.query({ text: selectEntries, parameters: [target] }, options)
      return rows.map(({ entry }) => readEntry(entry))
    },
    record: (_dialect, entry) => [{ text: putEntry, parameters: [JSON.stringify(entry)], mustChange: 1 }],
    recordRun: (_dialect, run) => [{ text: putRun, parameters: [JSON.stringify(run)] }],
  }
}

export function queryEntries({ entries }: Contents, { text, parameters }: SqlStatement): readonly StateEntry[] {
  if (text !== selectEntries) throw new TypeError(`The simulation has no query ${text}.`)
  return [...entries.values()].filter(({ target }) => target === parameters[0])
}

/** The entries after the statements. Throws `STATE_CONFLICT` where the stored revision is not the one before. */
export function applyStatements(
  { entries }: Contents,
  statements: readonly SqlStatement[],
): ReadonlyMap<string, StateEntry> {
  const changed = new Map(entries)
  for (const { text, parameters } of statements) {
    if (text === putRun) continue
    if (text !== putEntry) throw new TypeError(`The simulation has no statement ${text}.`)
    const entry = readEntry(parameters[0])
    const stored = changed.get(keyOf(entry))?.revision ?? 0
    if (stored !== entry.revision - 1)
      throw new IngestError('STATE_CONFLICT', `Revision ${stored} is stored where ${entry.revision - 1} should be.`)
    changed.set(keyOf(entry), entry)
    if (!entry.isPublished) continue
    for (const [key, other] of changed) if (other.target === entry.target && key !== keyOf(entry)) changed.delete(key)
  }
  return changed
}

function readEntry(text: Json | undefined): StateEntry {
  if (typeof text !== 'string') throw new TypeError('An entry is stored as text.')
  return JSON.parse(text)
}

function keyOf({ source, table, target }: StateKey): string {
  return `${source} ${table} ${target}`
}
