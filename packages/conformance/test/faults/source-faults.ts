import { rightSource, type SourceBehaviour } from '../memory/memory-source.ts'
import type { Fault } from './fault.ts'

const [first] = rightSource.tables
let identities = 0

/** Faults of a source. */
export const sourceFaults: ReadonlyArray<Fault<SourceBehaviour>> = [
  { caughtBy: 'S01', name: 'is somebody else each time', plant: { identity: () => `memory:${(identities += 1)}` } },
  {
    caughtBy: 'S02',
    name: 'names a key that is no column',
    plant: { tables: rightSource.tables.map((table) => ({ ...table, primaryKey: ['uuid'] })) },
  },
  {
    caughtBy: 'S02',
    name: 'lists a table twice',
    plant: { tables: first === undefined ? [] : [first, ...rightSource.tables] },
  },
  { caughtBy: 'S03', name: 'plans another table', plant: { readsOtherTable: true } },
  { caughtBy: 'S03', name: 'changes something by planning', plant: { changesByPlanning: true } },
  { caughtBy: 'S04', name: 'changes something by reading', plant: { changesByReading: true } },
  { caughtBy: 'S05', name: 'takes any name for a table', plant: { refusesUnknown: false } },
  { caughtBy: 'S06', name: 'has its records elsewhere', plant: { toBody: (records) => ({ items: records }) } },
  { caughtBy: 'S07', name: 'marks no batch as the last', plant: { isLast: () => false } },
  { caughtBy: 'S07', name: 'marks the batch before the last', plant: { isLast: (index, count) => index >= count - 2 } },
  { caughtBy: 'S08', name: 'skips a page when it reads again', plant: { skipsOnSecondRead: true } },
  {
    caughtBy: 'S09',
    name: 'has checkpoints that are a page ahead',
    plant: { checkpoint: (pages, isDone) => ({ pages: pages + 1, isDone }) },
  },
  { caughtBy: 'S09', name: 'passes over a page when it goes on', plant: { resumeAt: (pages) => pages + 1 } },
  {
    caughtBy: 'S10',
    name: 'has checkpoints that JSON cannot hold',
    plant: { checkpoint: (pages, isDone) => ({ pages, isDone, never: Infinity }) },
  },
  {
    caughtBy: 'S11',
    name: 'takes a plan that is done for one that goes on',
    plant: { checkpoint: (pages) => ({ pages, isDone: false }) },
  },
  {
    caughtBy: 'S12',
    name: 'leaves the start of an interval out',
    plant: { isInInterval: (second, start, end) => second > start && second < end },
  },
  {
    caughtBy: 'S12',
    name: 'ends an interval a second early',
    plant: { isInInterval: (second, start, end) => second >= start && second < end - 1 },
  },
  { caughtBy: 'S13', name: 'counts by halves', plant: { missing: () => 0.5 } },
  { caughtBy: 'S13', name: 'misses records', plant: { missing: () => 3 } },
  {
    caughtBy: 'S14',
    name: 'tells at a stop of pages that it has not handed on',
    plant: { checkpoint: (pages, isDone) => ({ pages: pages + 2, isDone }) },
  },
  { caughtBy: 'S15', name: 'does not stop', plant: { stops: false } },
  { caughtBy: 'S16', name: 'ignores an abort', plant: { aborts: false } },
  { caughtBy: 'S16', name: 'wraps the reason of an abort', plant: { wraps: true } },
  { caughtBy: 'S17', name: 'asks and plans though it is aborted', plant: { abortsBefore: false } },
  { caughtBy: 'S18', name: 'is disposed of once', plant: { isDisposedOnce: true } },
]
