import type { Clock } from '@ingestr/contract'
import { sql, type Transaction } from 'kysely'

import type { Database } from '../store/open-store.ts'
import { intervalOf } from '../runs/interval-of.ts'
import { openStatuses } from '../runs/run-status.ts'
import { createIdentifier } from '../store/identifier.ts'
import type { RunRow, Tables } from '../store/tables.ts'
import type { NewRun, RunEnd, RunQueue, Slot } from './run-queue.ts'

/** The queue of one machine, in the server's own database. What a server of an earlier epoch holds is not this one's. */
export function createSqliteQueue(database: Database, clock: Pick<Clock, 'now'>, epoch: number): RunQueue {
  return new SqliteQueue(database, clock, epoch)
}

class SqliteQueue implements RunQueue {
  readonly #database: Database
  readonly #clock: Pick<Clock, 'now'>
  readonly #epoch: number

  constructor(database: Database, clock: Pick<Clock, 'now'>, epoch: number) {
    this.#database = database
    this.#clock = clock
    this.#epoch = epoch
  }

  async enqueue(run: NewRun): Promise<RunRow> {
    return await insertRun(this.#database, this.#row(run))
  }

  async claim(): Promise<RunRow | undefined> {
    const now = this.#clock.now()
    return await this.#database
      .updateTable('run')
      .set({ status: 'running', epoch: this.#epoch, started_at: now, heartbeat_at: now })
      .where('id', '=', (from) =>
        from
          .selectFrom('run as waiting')
          .select('waiting.id')
          .where('waiting.status', '=', 'queued')
          .where('waiting.not_before', '<=', now)
          .where('waiting.destination', 'not in', (busy) =>
            busy.selectFrom('run as busy').select('busy.destination').where('busy.status', '=', 'running'),
          )
          .orderBy(sql`waiting.cause = 'backfill'`)
          .orderBy('waiting.not_before')
          .orderBy(sql`waiting.rowid`)
          .limit(1),
      )
      // A server that has lost its place may not begin anything.
      .where((from) =>
        from.exists(
          from
            .selectFrom('lease')
            .select('lease.epoch')
            .where('lease.name', '=', 'server')
            .where('lease.epoch', '=', this.#epoch),
        ),
      )
      .returningAll()
      .executeTakeFirst()
  }

  async heartbeat(runId: string): Promise<{ readonly wantsCancel: boolean } | undefined> {
    const row = await this.#database
      .updateTable('run')
      .set({ heartbeat_at: this.#clock.now() })
      .where('id', '=', runId)
      .where('status', '=', 'running')
      .where('epoch', '=', this.#epoch)
      .returning('wants_cancel')
      .executeTakeFirst()
    return row === undefined ? undefined : { wantsCancel: row.wants_cancel === 1 }
  }

  async complete(runId: string, end: RunEnd): Promise<boolean> {
    return await this.#end(this.#database, runId, end)
  }

  async fail(runId: string, error: NonNullable<RunEnd['error']>, next: NewRun | undefined): Promise<boolean> {
    return await this.#database.transaction().execute(async (transaction) => {
      const isMine = await this.#end(transaction, runId, { status: 'failed', error })
      if (isMine && next !== undefined) await insertRun(transaction, this.#row(next))
      return isMine
    })
  }

  async schedule({ syncId, slotAt, nextAt, overlap, destination }: Slot): Promise<RunRow | undefined> {
    return await this.#database.transaction().execute(async (transaction) => {
      const due = await transaction
        .updateTable('sync')
        .set({ next_at: nextAt })
        .where('id', '=', syncId)
        .where('next_at', '=', slotAt)
        .where('is_paused', '=', 0)
        .executeTakeFirst()
      if (due.numUpdatedRows === 0n) return undefined
      const open = await transaction
        .selectFrom('run')
        .select('status')
        .where('sync_id', '=', syncId)
        .where('status', 'in', openStatuses)
        // What a backfill reads is not what is due.
        .where('interval_from', 'is', null)
        .execute()
      const isAwaited = open.some(({ status }) => status === 'queued')
      const run = { ...this.#row({ syncId, cause: 'schedule', destination, attempt: 1 }), slot_at: slotAt }
      if (open.length === 0 || (overlap === 'queue' && !isAwaited)) return await insertRun(transaction, run)
      const why = isAwaited ? 'A run that waits already does what it would.' : 'The run before it had not ended.'
      const skipped = {
        status: 'skipped',
        ended_at: run.created_at,
        error_code: 'RUN_OVERLAPS',
        error_message: why,
      } as const
      return await insertRun(transaction, { ...run, ...skipped })
    })
  }

  async cancel(runId: string): Promise<RunRow | undefined> {
    return await this.#database
      .updateTable('run')
      .set((from) => ({
        wants_cancel: 1,
        ended_at: from.case().when('status', '=', 'queued').then(this.#clock.now()).else(from.ref('ended_at')).end(),
        status: from
          .case()
          .when('status', '=', 'queued')
          .then('cancelled' as const)
          .else(from.ref('status'))
          .end(),
      }))
      .where('id', '=', runId)
      .where('status', 'in', openStatuses)
      .returningAll()
      .executeTakeFirst()
  }

  async recover(): Promise<readonly RunRow[]> {
    return await this.#database.transaction().execute(async (transaction) => {
      const lost = await transaction
        .selectFrom('run')
        .selectAll()
        .where('status', '=', 'running')
        .where('epoch', '<', this.#epoch)
        .execute()
      const begun: RunRow[] = []
      for (const run of lost) {
        const ended_at = this.#clock.now()
        const status = run.wants_cancel === 1 ? ('cancelled' as const) : ('interrupted' as const)
        await transaction.updateTable('run').set({ status, ended_at }).where('id', '=', run.id).execute()
        if (status === 'interrupted') begun.push(await insertRun(transaction, this.#row(followUp(run, 'resume'))))
      }
      return begun
    })
  }

  #row(run: NewRun): RunRow {
    const now = this.#clock.now()
    return {
      id: createIdentifier('run'),
      sync_id: run.syncId,
      cause: run.cause,
      status: 'queued',
      destination: run.destination,
      attempt: run.attempt,
      follows: run.follows ?? null,
      slot_at: null,
      interval_from: run.interval?.from ?? null,
      interval_to: run.interval?.to ?? null,
      full_refresh: run.fullRefresh === true ? 1 : 0,
      not_before: run.notBefore ?? now,
      epoch: null,
      heartbeat_at: null,
      wants_cancel: 0,
      created_at: now,
      started_at: null,
      ended_at: null,
      error_code: null,
      error_message: null,
    }
  }

  async #end(database: Database | Transaction<Tables>, runId: string, { status, error }: RunEnd): Promise<boolean> {
    const { numUpdatedRows } = await database
      .updateTable('run')
      .set({
        status,
        ended_at: this.#clock.now(),
        error_code: error?.code ?? null,
        error_message: error?.message ?? null,
      })
      .where('id', '=', runId)
      .where('status', '=', 'running')
      .where('epoch', '=', this.#epoch)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }
}

/** The run that repeats another, or goes on from where its last commit left it. */
export function followUp(run: RunRow, cause: 'retry' | 'resume', notBefore?: number): NewRun {
  return {
    syncId: run.sync_id,
    cause,
    destination: run.destination,
    attempt: cause === 'retry' ? run.attempt + 1 : run.attempt,
    follows: run.id,
    interval: intervalOf(run),
    fullRefresh: run.full_refresh === 1,
    notBefore,
  }
}

async function insertRun(database: Database | Transaction<Tables>, row: RunRow): Promise<RunRow> {
  await database.insertInto('run').values(row).execute()
  return row
}
