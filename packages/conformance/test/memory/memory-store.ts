import { IngestError, type SqlExecutor, type SqlStatement, type StateEntry, type StateStore } from '@ingestr/contract'

import type { StateStorePlace } from '../../src/index.ts'
import { right } from './behaviour.ts'
import { createDisk, createExecutor } from './disk.ts'

/** How a state store goes about it; a planted fault replaces one of these. */
export interface StoreBehaviour {
  /** Of the entry that is to be written. */
  readonly toStored: (entry: StateEntry) => StateEntry
  readonly write: (entry: StateEntry) => readonly SqlStatement[]
  readonly removeOthers: (entry: StateEntry) => readonly SqlStatement[]
  readonly find: (target: string) => SqlStatement
  readonly recordRun: () => readonly SqlStatement[]
  readonly flaws: ReadonlyArray<
    'makes tables by looking' | 'makes tables anew' | 'knows no version' | 'finds what is newer' | 'ignores signals'
  >
}

const entries =
  'create table if not exists entries (source text, source_table text, target text, revision integer, entry text)'

export const rightStore: StoreBehaviour = {
  toStored: (entry) => entry,
  write: (entry) => (entry.revision === 1 ? [insert(entry)] : [update(entry, true)]),
  removeOthers: ({ source, table, target }) => [
    statement('delete from entries where target = ? and (source <> ? or source_table <> ?)', [target, source, table]),
  ],
  find: (target) => statement('select entry from entries where target = ?', [target]),
  recordRun: () => [statement('insert into runs values (?)', ['run'])],
  flaws: [],
}

export function insert(entry: StateEntry): SqlStatement {
  const { source, table, target, revision } = entry
  const text =
    'insert into entries select ?, ?, ?, ?, ? where not exists (select 1 from entries where source = ? and source_table = ? and target = ?)'
  const values = [source, table, target, revision, JSON.stringify(entry), source, table, target]
  return { ...statement(text, values), mustChange: 1 }
}

export function update(entry: StateEntry, isCompared: boolean): SqlStatement {
  const { source, table, target, revision } = entry
  const text = `update entries set revision = ?, entry = ? where source = ? and source_table = ? and target = ?${isCompared ? ' and revision = ?' : ''}`
  const values = [revision, JSON.stringify(entry), source, table, target, ...(isCompared ? [revision - 1] : [])]
  return { ...statement(text, values), ...(isCompared && { mustChange: 1 }) }
}

export function statement(text: string, parameters: SqlStatement['parameters'] = []): SqlStatement {
  return { text, parameters }
}

/** A place in memory, and a store that does what `behaviour` says. */
export async function openStorePlace(behaviour: StoreBehaviour): Promise<StateStorePlace> {
  const disk = createDisk()
  const open = async (): ReturnType<StateStorePlace['open']> => ({
    executor: createExecutor(disk, right),
    async [Symbol.asyncDispose]() {},
  })
  return {
    store: createStore(behaviour),
    open,
    async makeNewer() {
      const { executor } = await open()
      await executor.apply([statement('update versions set version = 2')])
    },
    async [Symbol.asyncDispose]() {
      disk.database?.close()
    },
  }
}

function createStore(behaviour: StoreBehaviour): StateStore {
  const { flaws } = behaviour
  return {
    async prepare(executor, { signal } = {}) {
      if (!flaws.includes('ignores signals')) signal?.throwIfAborted()
      const version = await versionOf(executor)
      if (version > 1 && !flaws.includes('knows no version')) throw new IngestError('STATE_TOO_NEW', 'It is of later.')
      const anew = flaws.includes('makes tables anew') && version > 0 ? [statement('delete from entries')] : []
      const first = version > 0 ? [] : [statement('insert into versions values (1)')]
      const tables = [
        'create table if not exists versions (version integer)',
        entries,
        'create table if not exists runs (id text)',
      ]
      await executor.apply([...tables.map((text) => statement(text)), ...first, ...anew])
    },
    async find(executor, target, { signal } = {}) {
      if (!flaws.includes('ignores signals')) signal?.throwIfAborted()
      if (flaws.includes('makes tables by looking')) await executor.apply([statement(entries)])
      const version = await versionOf(executor)
      if (version === 0) return []
      if (version > 1 && !flaws.includes('finds what is newer'))
        throw new IngestError('STATE_TOO_NEW', 'It is of later.')
      const rows = await executor.query(behaviour.find(target))
      return rows.map((row): StateEntry => JSON.parse(String(row['entry'])))
    },
    record(_dialect, entry) {
      const stored = behaviour.toStored(entry)
      return [...behaviour.write(stored), ...(entry.isPublished ? behaviour.removeOthers(stored) : [])]
    },
    recordRun: () => behaviour.recordRun(),
  }
}

async function versionOf(executor: SqlExecutor): Promise<number> {
  const tables = await executor.query(statement("select name from sqlite_master where name = 'versions'"))
  if (tables.length === 0) {
    const others = await executor.query(statement("select name from sqlite_master where name = 'entries'"))
    if (others.length > 0) throw new IngestError('STATE_INVALID', 'There are entries without a version.')
    return 0
  }
  const [row] = await executor.query(statement('select max(version) as version from versions'))
  return Number(row?.['version'])
}
