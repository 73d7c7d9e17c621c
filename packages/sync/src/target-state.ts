import {
  type Checkpoint,
  IngestError,
  type StateEntry,
  type StateKey,
  type Strategy,
  type TableDefinition,
  type TableState,
} from '@ingestr/contract'

import { appendedBefore, isAppended, loadStrategy } from './appended-table.ts'

/** Where a run starts from. */
export interface StartingPoint {
  /** Undefined: from the beginning. */
  readonly after: Checkpoint | undefined
  readonly strategy: Strategy
  /** What an earlier run left unpublished, to go on with if the plan goes on as well. */
  readonly unpublished: UnpublishedGeneration | undefined
  /** Whether the stored checkpoint is void, since its rows are gone. */
  readonly isVoid: boolean
  /** Revision of the entry that is stored now; 0 for none. */
  readonly revision: number
  readonly notes: readonly string[]
}

/** `stagedRows` is how many rows of a replace were staged when it was cut short; 0 for a merge. */
interface UnpublishedGeneration {
  readonly generation: string
  readonly stagedRows: number
}

/** What is known of the target before the run. */
export interface TargetFacts {
  readonly key: StateKey
  readonly definition: TableDefinition
  /** Undefined: there is no such table. */
  readonly table: TableState | undefined
  readonly entries: readonly StateEntry[]
  readonly isFullRefresh: boolean
}

/**
 * Decides from the stored state whether a run goes on or begins anew.
 * @throws IngestError `TARGET_TAKEN` when the target belongs to another workspace or another table, `INVALID_ARGUMENT` when
 *   earlier runs appended to it and this one would not
 */
export function findStartingPoint(facts: TargetFacts): StartingPoint {
  const { key, definition, isFullRefresh } = facts
  const entry = facts.entries.find((stored) => stored.source === key.source && stored.table === key.table)
  const other = facts.entries.find((stored) => stored !== entry && ownsRows(stored, entry, facts.table))
  if (other !== undefined && !isFullRefresh) throw targetTaken(key, other)
  const revision = entry?.revision ?? 0
  const fresh = { after: undefined, unpublished: undefined, isVoid: false, revision, notes: [] }
  const hasAppended = entry?.strategy === 'append' && (facts.table?.rows ?? 0) > 0
  if (hasAppended && !isFullRefresh && !isAppended(definition)) throw appendedBefore(key)
  if (isFullRefresh) {
    if (entry !== undefined && isUnfinishedRefresh(entry, definition)) return resume(entry, definition)
    return { ...fresh, strategy: 'replace' }
  }
  if (definition.strategy === 'replace' && entry === undefined && facts.table?.isOwn === false) throw notOurs(key)
  if (entry !== undefined && isUnfinishedRefresh(entry, definition)) return resume(entry, definition)
  if (entry === undefined || definition.strategy === 'replace') return { ...fresh, strategy: definition.strategy }
  const loss = describeLoss(facts.table, entry)
  if (loss !== undefined) return { ...fresh, strategy: definition.strategy, isVoid: true, notes: [loss] }
  if (!entry.isPublished) return resume(entry, definition)
  return {
    ...fresh,
    after: entry.checkpoint,
    strategy: definition.strategy,
    notes: describeShrinkage(facts.table, entry),
  }
}

/**
 * Whether the table's rows are of the other entry. A replace that was begun and never published has not touched the table,
 * but its entry took the place of the one that told whose rows are there: they are its own, unless they are ours.
 */
function ownsRows(other: StateEntry, own: StateEntry | undefined, table: TableState | undefined): boolean {
  if (!isUnpublishedReplace(other)) return true
  const isOurs = own !== undefined && !isUnpublishedReplace(own)
  return !isOurs && table?.isOwn === true && table.rows > 0
}

function isUnpublishedReplace({ isPublished, strategy }: StateEntry): boolean {
  return !isPublished && strategy === 'replace'
}

function resume(entry: StateEntry, definition: TableDefinition): StartingPoint {
  const { checkpoint, generation, revision } = entry
  const strategy = loadStrategy(entry.strategy, definition)
  const stagedRows = strategy === 'replace' ? entry.rows : 0
  return { after: checkpoint, strategy, unpublished: { generation, stagedRows }, isVoid: false, revision, notes: [] }
}

/**
 * A replace of a table whose rows have versions was cut short: its rows are staged, the target is as it was. A list without
 * versions is short, and begun anew.
 */
function isUnfinishedRefresh(entry: StateEntry, definition: TableDefinition): boolean {
  return isUnpublishedReplace(entry) && definition.versionColumn !== undefined
}

/** A checkpoint is about rows in a table; without them it is void. */
function describeLoss(table: TableState | undefined, entry: StateEntry): string | undefined {
  if (table === undefined) return `The table ${entry.target} is gone: its stored cursor is void.`
  if (table.rows === 0 && entry.rows > 0) {
    return `The table ${entry.target} was emptied (it held ${entry.rows} rows): its stored cursor is void.`
  }
  return undefined
}

function describeShrinkage(table: TableState | undefined, entry: StateEntry): readonly string[] {
  const rows = table?.rows ?? 0
  if (rows >= entry.rows) return []
  return [
    `The table ${entry.target} holds ${rows} rows, ${entry.rows - rows} fewer than after the last run. What was removed by hand comes back when it changes; --full-refresh brings all of it back.`,
  ]
}

function notOurs(key: StateKey): IngestError {
  return new IngestError(
    'TARGET_TAKEN',
    `The table ${key.target} is there already and was not made by ingestr: copying ${key.table} would replace it. ` +
      'Choose another --dest-table, or say with --full-refresh that it may go.',
  )
}

function targetTaken(key: StateKey, other: StateEntry): IngestError {
  return new IngestError(
    'TARGET_TAKEN',
    `The table ${key.target} holds ${other.table} of ${other.source}, but this run reads ${key.table} of ${key.source}. ` +
      'Choose another --dest-table, or replace what is there with --full-refresh.',
  )
}
