import type { Database } from '../store/open-store.ts'

/** How fresh a table of a sync is. Times in milliseconds since the epoch; null where there was no good run yet. */
export interface TableFreshness {
  readonly syncId: string
  readonly table: string
  readonly syncedAt: number | null
  /** All that changed before it is in the table; null where the table is read whole each time. */
  readonly readUpTo: number | null
  /** Live rows after the last good run. */
  readonly rows: number | null
  readonly missing: number | null
}

/** Rows of a table after each good run, oldest first. */
export type RowHistory = ReadonlyArray<{ readonly at: number; readonly rows: number; readonly received: number }>

export interface Freshness {
  of(sync: { readonly id: string; readonly tables: readonly string[] }): Promise<readonly TableFreshness[]>
  history(syncId: string, table: string, most: number): Promise<RowHistory>
}

export function createFreshness(database: Database): Freshness {
  const goodRuns = (syncId: string, table: string) =>
    database
      .selectFrom('run_table')
      .innerJoin('run', 'run.id', 'run_table.run_id')
      .select(['run.ended_at', 'run_table.counts', 'run_table.read_up_to'])
      .where('run.sync_id', '=', syncId)
      .where('run_table.name', '=', table)
      .where('run_table.status', '=', 'succeeded')
      .where('run.ended_at', 'is not', null)
      .orderBy('run.ended_at', 'desc')

  return {
    async of({ id, tables }) {
      return await Promise.all(
        tables.map(async (table): Promise<TableFreshness> => {
          const last = await goodRuns(id, table).executeTakeFirst()
          const counts = last === undefined ? {} : readCounts(last.counts)
          return {
            syncId: id,
            table,
            syncedAt: last?.ended_at ?? null,
            readUpTo: last?.read_up_to ?? null,
            rows: counts['rows'] ?? null,
            missing: counts['missing'] ?? null,
          }
        }),
      )
    },
    async history(syncId, table, most) {
      const rows = await goodRuns(syncId, table).limit(most).execute()
      return rows
        .map(({ ended_at, counts }) => {
          const { rows: live = 0, received = 0 } = readCounts(counts)
          return { at: ended_at ?? 0, rows: live ?? 0, received: received ?? 0 }
        })
        .toReversed()
    },
  }
}

export function readCounts(text: string): { readonly [name: string]: number | null } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this package
  return JSON.parse(text) as { readonly [name: string]: number | null }
}
