import type { CallOptions, Interval, StateKey, StateStore, StatefulDestination, TableState } from '@ingestr/contract'

import type { ChosenTable } from './choose-tables.ts'
import type { FittedTable } from './fit-strategy.ts'
import { findStartingPoint, type StartingPoint } from './target-state.ts'

/** What is known of a table before its state is read. */
export interface Lookup {
  readonly destination: StatefulDestination
  readonly state: StateStore
  readonly isFullRefresh: boolean
  readonly key: StateKey
  readonly table: ChosenTable & FittedTable & { readonly interval: Interval | undefined }
  /** The target as it is; undefined where there is none. */
  readonly found: TableState | undefined
}

/** Reads the state, and decides where a run starts from; writes nothing. */
export async function readStartingPoint(lookup: Lookup, options: CallOptions): Promise<StartingPoint> {
  const { destination, state, isFullRefresh, key, table, found } = lookup
  const { definition, interval, isStagedFirst } = table
  const entries = await state.find(destination.sql, key.target, options)
  const isReplaced = isFullRefresh || (isStagedFirst && found === undefined && interval === undefined)
  const start = findStartingPoint({ key, definition, table: found, entries, isFullRefresh: isReplaced })
  return { ...start, notes: [...start.notes, ...(found?.notes ?? [])] }
}
