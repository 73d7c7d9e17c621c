import { insert, rightStore, statement, type StoreBehaviour, update } from '../memory/memory-store.ts'
import type { Fault } from './fault.ts'

/** Faults of a state store. */
export const stateStoreFaults: ReadonlyArray<Fault<StoreBehaviour>> = [
  { caughtBy: 'T01', name: 'makes tables by looking', plant: { flaws: ['makes tables by looking'] } },
  {
    caughtBy: 'T02',
    name: 'rounds numbers',
    plant: { toStored: (entry) => ({ ...entry, rows: entry.rows % 2 ** 32 }) },
  },
  {
    caughtBy: 'T02',
    name: 'keeps no unicode',
    plant: {
      toStored: (entry) => ({
        ...entry,
        checkpoint: JSON.parse(JSON.stringify(entry.checkpoint).replaceAll(/[^\0-~]/g, '?')) as typeof entry.checkpoint,
      }),
    },
  },
  { caughtBy: 'T03', name: 'makes its tables anew', plant: { flaws: ['makes tables anew'] } },
  {
    caughtBy: 'T04',
    name: 'keeps the strategy of the first revision',
    plant: { toStored: (entry) => ({ ...entry, strategy: 'merge' }) },
  },
  {
    caughtBy: 'T05',
    name: 'writes a first revision over what is there',
    plant: { write: (entry) => (entry.revision === 1 ? [removal(entry), insert(entry)] : [update(entry, true)]) },
  },
  {
    caughtBy: 'T06',
    name: 'compares no revisions',
    plant: { write: (entry) => (entry.revision === 1 ? [insert(entry)] : [update(entry, false)]) },
  },
  {
    caughtBy: 'T07',
    name: 'takes any later revision',
    plant: { write: (entry) => (entry.revision === 1 ? [insert(entry)] : [update(entry, false)]) },
  },
  {
    caughtBy: 'T08',
    name: 'inserts a later revision where no entry is',
    plant: { write: (entry) => [removal(entry), insert(entry)] },
  },
  {
    caughtBy: 'T09',
    name: 'removes entries of other targets',
    plant: { removeOthers: ({ target }) => [statement('delete from entries where target <> ?', [target])] },
  },
  { caughtBy: 'T10', name: 'finds one entry of a target', plant: { find: (target) => limited(target) } },
  {
    caughtBy: 'T11',
    name: 'keeps entries of other sources',
    plant: {
      removeOthers: ({ source, table, target }) => [
        others(target, 'source = ? and source_table <> ?', [source, table]),
      ],
    },
  },
  {
    caughtBy: 'T12',
    name: 'keeps entries of other tables',
    plant: { removeOthers: ({ source, target }) => [others(target, 'source <> ?', [source])] },
  },
  {
    caughtBy: 'T13',
    name: 'records a run once only',
    plant: {
      recordRun: () => [statement('create unique index if not exists once on runs (id)'), ...rightStore.recordRun()],
    },
  },
  { caughtBy: 'T14', name: 'prepares what is newer', plant: { flaws: ['knows no version'] } },
  { caughtBy: 'T14', name: 'finds entries in what is newer', plant: { flaws: ['finds what is newer'] } },
  { caughtBy: 'T15', name: 'ignores signals', plant: { flaws: ['ignores signals'] } },
]

function removal({ source, table, target }: Parameters<StoreBehaviour['write']>[0]): ReturnType<typeof statement> {
  return statement('delete from entries where source = ? and source_table = ? and target = ?', [source, table, target])
}

function limited(target: string): ReturnType<typeof statement> {
  return { ...rightStore.find(target), text: `${rightStore.find(target).text} limit 1` }
}

function others(target: string, condition: string, values: readonly string[]): ReturnType<typeof statement> {
  return statement(`delete from entries where target = ? and ${condition}`, [target, ...values])
}
