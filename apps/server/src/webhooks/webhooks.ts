import { randomBytes } from 'node:crypto'

import type { Clock } from '@ingestr/contract'
import { describeFailure } from '@ingestr/ingest/telling'

import { iso } from '../iso.ts'
import type { Announce } from '../runs/finish-run.ts'
import type { Redactor } from '../secrets/redactor.ts'
import type { Vault } from '../secrets/vault.ts'
import { notFound } from '../server-error.ts'
import { createIdentifier } from '../store/identifier.ts'
import type { Database } from '../store/open-store.ts'
import type { DeliveryRow } from '../store/tables.ts'
import { type Answer, postWebhook } from './post-webhook.ts'
import { checkWebhookUrl } from './webhook-url.ts'

const pauses = [10_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000] as const
const pollMs = 1000
const field = 'signingSecret'
const together = 10

export interface WebhookView {
  readonly id: string
  readonly url: string
  readonly createdAt: string
  /** What came of the latest telling; null before the first. */
  readonly last: { readonly at: string; readonly result: string | null; readonly attempts: number } | null
}

/** Who is told of runs that failed for good, and of the first good one after. */
export interface Webhooks {
  list(): Promise<readonly WebhookView[]>
  /** The secret is told once. @throws IngestError `INVALID_WEBHOOK` */
  create(url: string): Promise<{ readonly webhook: WebhookView; readonly secret: string }>
  /** @throws IngestError `NOT_FOUND` */
  remove(id: string): Promise<void>
  readonly announce: Announce
  /** Tells what is due to be told. */
  deliver(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export function createWebhooks(options: {
  readonly database: Database
  readonly vault: Vault
  readonly redactor: Redactor
  readonly clock: Pick<Clock, 'now'>
  readonly allowedHosts: readonly string[]
}): Webhooks {
  const { database, vault, redactor, clock, allowedHosts } = options
  let timer: NodeJS.Timeout | undefined
  let delivering: Promise<void> | undefined

  async function view(row: {
    readonly id: string
    readonly url: string
    readonly created_at: number
  }): Promise<WebhookView> {
    const last = await database
      .selectFrom('delivery')
      .selectAll()
      .where('webhook_id', '=', row.id)
      .orderBy('created_at', 'desc')
      .executeTakeFirst()
    return {
      id: row.id,
      url: row.url,
      createdAt: iso(row.created_at),
      last: last === undefined ? null : { at: iso(last.created_at), result: last.last_result, attempts: last.attempts },
    }
  }

  async function secretOf(id: string, url: string): Promise<string> {
    const { sealed } = await database
      .selectFrom('secret')
      .select('sealed')
      .where('owner', '=', id)
      .where('field', '=', field)
      .executeTakeFirstOrThrow()
    const secret = vault.open(sealed, { owner: id, field, host: new URL(url).host })
    redactor.add(secret)
    return secret
  }

  /** A secret that does not open is an attempt too: it must not hold up those that do. */
  async function attempt({ id, webhook_id, body }: DeliveryRow, url: string): Promise<Answer> {
    try {
      const secret = await secretOf(webhook_id, url)
      return await postWebhook({ url, id, body, secret, at: clock.now(), allowedHosts })
    } catch (error) {
      return { isTaken: false, result: describeFailure(error).code }
    }
  }

  async function tell(delivery: DeliveryRow): Promise<void> {
    const { url } = await database
      .selectFrom('webhook')
      .select('url')
      .where('id', '=', delivery.webhook_id)
      .executeTakeFirstOrThrow()
    const { isTaken, result } = await attempt(delivery, url)
    const pause = pauses[delivery.attempts]
    const next_at = isTaken || pause === undefined ? null : clock.now() + pause
    await database
      .updateTable('delivery')
      .set({
        attempts: delivery.attempts + 1,
        next_at,
        delivered_at: isTaken ? clock.now() : null,
        last_result: result,
      })
      .where('id', '=', delivery.id)
      .execute()
  }

  async function deliver(): Promise<void> {
    const due = await database
      .selectFrom('delivery')
      .selectAll()
      .where('next_at', '<=', clock.now())
      .orderBy('next_at')
      .limit(together)
      .execute()
    await Promise.all(due.map(tell))
  }

  return {
    async list() {
      const rows = await database.selectFrom('webhook').selectAll().orderBy('created_at').execute()
      return await Promise.all(rows.map(view))
    },
    async create(given) {
      const url = checkWebhookUrl(given, allowedHosts)
      const id = createIdentifier('hook')
      const secret = `whsec_${randomBytes(32).toString('base64')}`
      const created_at = clock.now()
      const sealed = vault.seal(secret, { owner: id, field, host: new URL(url).host })
      await database.transaction().execute(async (transaction) => {
        await transaction.insertInto('webhook').values({ id, url, created_at }).execute()
        await transaction
          .insertInto('secret')
          .values({ owner: id, field, sealed, hint: '', updated_at: created_at })
          .execute()
      })
      return { webhook: await view({ id, url, created_at }), secret }
    },
    async remove(id) {
      await database.deleteFrom('secret').where('owner', '=', id).execute()
      const { numDeletedRows } = await database.deleteFrom('webhook').where('id', '=', id).executeTakeFirstOrThrow()
      if (numDeletedRows === 0n) throw notFound('webhook', id)
    },
    async announce(type, run, sync, error) {
      const webhooks = await database.selectFrom('webhook').select('id').execute()
      const now = clock.now()
      const told = error === undefined ? null : { code: error.code, message: redactor.redact(error.message) }
      const data = { runId: run.id, syncId: sync.id, sync: sync.name, attempt: run.attempt, error: told }
      const body = JSON.stringify({ type, timestamp: iso(now), data })
      for (const { id: webhook_id } of webhooks) {
        const delivery = { id: createIdentifier('msg'), webhook_id, run_id: run.id, body, attempts: 0, next_at: now }
        await database
          .insertInto('delivery')
          .values({ ...delivery, created_at: now, delivered_at: null, last_result: null })
          .execute()
      }
    },
    deliver,
    start() {
      timer = setInterval(() => {
        delivering ??= deliver()
          .catch(() => undefined)
          .finally(() => {
            delivering = undefined
          })
      }, pollMs)
    },
    async stop() {
      clearInterval(timer)
      await delivering
    },
  }
}
