import type { SqlExecutor, StateStore } from '@ingestr/contract'

/** A database of its own for one case, and the store whose statements run in it. */
export interface StateStorePlace extends AsyncDisposable {
  readonly store: StateStore
  /** A connection to this database, opened anew; nothing is made before its first write. */
  open(): Promise<StateConnection>
  /** Changes what is stored in such a way that a later release, unknown to this one, could have written it. */
  makeNewer(): Promise<void>
}

/** An executor, and the connection behind it. */
export interface StateConnection extends AsyncDisposable {
  readonly executor: SqlExecutor
}
