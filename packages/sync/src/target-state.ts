import {
  type Checkpoint,
  IngestError,
  type StateEntry,
  type StateKey,
  type Strategy,
  type TableDefinition,
  type TableState,
} from '@ingestr/contract'

/** Where a run starts from. */
export interface StartingPoint {
  /** Undefined: from the beginning. */
  readonly after: Checkpoint | undefined
  readonly strategy: Strategy
  /** The one that an earlier run left unpublished, to go on with if the plan goes on as well. */
  readonly unpublished: string | undefined
  /** Revision of the entry that is stored now; 0 for none. */
  readonly revision: number
  readonly notes: readonly string[]
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
 * @throws IngestError `TARGET_TAKEN` when the target belongs to another workspace or another table
 */
export function findStartingPoint(facts: TargetFacts): StartingPoint {
  const { key, definition, isFullRefresh } = facts
  const entry = facts.entries.find((stored) => stored.source === key.source && stored.table === key.table)
  const other = facts.entries.find((stored) => stored !== entry)
  if (other !== undefined && !isFullRefresh) throw targetTaken(key, other)
  const revision = entry?.revision ?? 0
  const fresh = { after: undefined, unpublished: undefined, revision, notes: [] }
  if (isFullRefresh) {
    if (entry !== undefined && isUnfinishedRefresh(entry, definition)) return resume(entry)
    return { ...fresh, strategy: 'replace' }
  }
  if (entry === undefined || definition.strategy === 'replace') return { ...fresh, strategy: definition.strategy }
  if (isUnfinishedRefresh(entry, definition)) return resume(entry)
  const loss = describeLoss(facts.table, entry)
  if (loss !== undefined) return { ...fresh, strategy: definition.strategy, notes: [loss] }
  if (!entry.isPublished) return resume(entry)
  return { ...fresh, after: entry.checkpoint, strategy: definition.strategy }
}

function resume(entry: StateEntry): StartingPoint {
  const { checkpoint, strategy, generation, revision } = entry
  return { after: checkpoint, strategy, unpublished: generation, revision, notes: [] }
}

/** A replace of a table that is otherwise merged was cut short: its rows are staged, the target is as it was. */
function isUnfinishedRefresh(entry: StateEntry, definition: TableDefinition): boolean {
  return !entry.isPublished && entry.strategy === 'replace' && definition.strategy !== 'replace'
}

/** A checkpoint is about rows in a table; without them it is void. */
function describeLoss(table: TableState | undefined, entry: StateEntry): string | undefined {
  if (table === undefined)
    return `The table ${entry.target} is gone: its stored cursor is void, and this is a first load.`
  if (table.rows === 0 && entry.rows > 0) {
    return `The table ${entry.target} was emptied (it held ${entry.rows} rows): its stored cursor is void, and this is a first load.`
  }
  return undefined
}

function targetTaken(key: StateKey, other: StateEntry): IngestError {
  return new IngestError(
    'TARGET_TAKEN',
    `The table ${key.target} holds ${other.table} of ${other.source}, but this run reads ${key.table} of ${key.source}. ` +
      'Choose another --dest-table, or replace what is there with --full-refresh.',
  )
}
