import type { Generated, Selectable } from 'kysely'

import type { RunStatus } from '../runs/run-status.ts'

/** The server's own tables. Times are in milliseconds since the epoch, flags are 0 or 1, lists and objects JSON text. */
export interface Tables {
  readonly connection: ConnectionTable
  readonly secret: SecretTable
  readonly sync: SyncTable
  readonly run: RunTable
  readonly run_table: RunTableTable
  readonly run_event: RunEventTable
  readonly session: SessionTable
  readonly api_key: ApiKeyTable
  readonly webhook: WebhookTable
  readonly delivery: DeliveryTable
  readonly audit: AuditTable
  readonly setting: SettingTable
  readonly lease: LeaseTable
}

interface ConnectionTable {
  readonly id: string
  readonly name: string
  readonly region: string
  readonly base_url: string | null
  readonly created_at: number
  readonly updated_at: number
}

/** A secret of a connection or a webhook (`owner`), sealed for one host. */
interface SecretTable {
  readonly owner: string
  readonly field: string
  readonly sealed: string
  readonly hint: string
  readonly updated_at: number
}

interface SyncTable {
  readonly id: string
  readonly name: string
  readonly connection_id: string
  readonly tables: string
  readonly destination: string
  readonly dest_table: string
  readonly strategy: string | null
  readonly mask: string
  readonly is_strict: number
  readonly publishes: number
  readonly schedule: string | null
  readonly timezone: string
  readonly overlap: 'skip' | 'queue'
  readonly missed: 'once' | 'skip'
  readonly retries: number
  readonly is_paused: number
  readonly paused_why: string | null
  readonly next_at: number | null
  readonly created_at: number
  readonly updated_at: number
}

/** Why a run was begun. */
export type RunCause = 'manual' | 'schedule' | 'backfill' | 'retry' | 'resume' | 'api'

interface RunTable {
  readonly id: string
  readonly sync_id: string
  readonly cause: RunCause
  readonly status: RunStatus
  readonly destination: string
  readonly attempt: number
  readonly follows: string | null
  readonly slot_at: number | null
  readonly interval_from: string | null
  readonly interval_to: string | null
  readonly full_refresh: number
  readonly not_before: number
  readonly epoch: number | null
  readonly heartbeat_at: number | null
  readonly wants_cancel: number
  readonly created_at: number
  readonly started_at: number | null
  readonly ended_at: number | null
  readonly error_code: string | null
  readonly error_message: string | null
}

interface RunTableTable {
  readonly run_id: string
  readonly position: number
  readonly name: string
  readonly target: string | null
  readonly status: string
  readonly rows: number
  readonly total: number | null
  readonly counts: string
  readonly error_code: string | null
  readonly error_message: string | null
  readonly duration_ms: number | null
  readonly read_up_to: number | null
}

interface RunEventTable {
  readonly run_id: string
  readonly seq: number
  readonly at: number
  readonly type: string
  readonly data: string
}

interface SessionTable {
  readonly id_hash: string
  readonly created_at: number
  readonly used_at: number
  readonly expires_at: number
}

/** What an API key may: each scope includes those before it. */
export type Scope = 'read' | 'run' | 'admin'

interface ApiKeyTable {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  readonly hash: string
  readonly created_at: number
  readonly used_at: number | null
}

interface WebhookTable {
  readonly id: string
  readonly url: string
  readonly created_at: number
}

interface DeliveryTable {
  readonly id: string
  readonly webhook_id: string
  readonly run_id: string
  readonly body: string
  readonly attempts: number
  readonly next_at: number | null
  readonly created_at: number
  readonly delivered_at: number | null
  readonly last_result: string | null
}

interface AuditTable {
  readonly id: Generated<number>
  readonly at: number
  readonly who: string
  readonly action: string
  readonly subject: string
}

interface SettingTable {
  readonly name: string
  readonly value: string
}

interface LeaseTable {
  readonly name: string
  readonly epoch: number
  readonly holder: number
  readonly expires_at: number
}

export type ConnectionRow = Selectable<ConnectionTable>
export type SyncRow = Selectable<SyncTable>
export type RunRow = Selectable<RunTable>
export type RunTableRow = Selectable<RunTableTable>
export type RunEventRow = Selectable<RunEventTable>
export type ApiKeyRow = Selectable<ApiKeyTable>
export type DeliveryRow = Selectable<DeliveryTable>
export type AuditRow = Selectable<AuditTable>
