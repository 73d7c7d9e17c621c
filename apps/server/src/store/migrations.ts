import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The first version of the server's tables. A change is a new migration, never an edit of one that was released. */
const statements = [
  `create table connection (id text primary key, name text not null unique collate nocase, region text not null, base_url text,
    created_at integer not null, updated_at integer not null) strict`,
  `create table secret (owner text not null, field text not null, sealed text not null, hint text not null, updated_at integer not null,
    primary key (owner, field)) strict`,
  `create table sync (id text primary key, name text not null unique collate nocase,
    connection_id text not null references connection (id) on delete restrict,
    tables text not null, destination text not null, dest_table text not null, strategy text, mask text not null, is_strict integer not null,
    publishes integer not null, schedule text, timezone text not null, overlap text not null, missed text not null, retries integer not null,
    is_paused integer not null, paused_why text, next_at integer, created_at integer not null, updated_at integer not null) strict`,
  `create table run (id text primary key, sync_id text not null references sync (id) on delete cascade, cause text not null, status text not null,
    destination text not null, attempt integer not null, follows text unique, slot_at integer, interval_from text, interval_to text,
    full_refresh integer not null, not_before integer not null, epoch integer, heartbeat_at integer, wants_cancel integer not null,
    created_at integer not null, started_at integer, ended_at integer, error_code text, error_message text, unique (sync_id, slot_at)) strict`,
  `create unique index run_of_destination on run (destination) where status = 'running'`,
  `create index run_waiting on run (not_before) where status = 'queued'`,
  `create index run_of_sync on run (sync_id, created_at)`,
  `create table run_table (run_id text not null references run (id) on delete cascade, position integer not null, name text not null, target text,
    status text not null, rows integer not null, total integer, counts text not null, error_code text, error_message text, duration_ms integer,
    read_up_to integer, primary key (run_id, name)) strict`,
  `create table run_event (run_id text not null references run (id) on delete cascade, seq integer not null, at integer not null, type text not null,
    data text not null, primary key (run_id, seq)) strict, without rowid`,
  `create table session (id_hash text primary key, created_at integer not null, used_at integer not null, expires_at integer not null) strict`,
  `create table api_key (id text primary key, name text not null, scope text not null, hash text not null, created_at integer not null,
    used_at integer) strict`,
  `create table webhook (id text primary key, url text not null, created_at integer not null) strict`,
  `create table delivery (id text primary key, webhook_id text not null references webhook (id) on delete cascade, run_id text not null,
    body text not null, attempts integer not null, next_at integer, created_at integer not null, delivered_at integer, last_result text) strict`,
  `create table audit (id integer primary key, at integer not null, who text not null, action text not null, subject text not null) strict`,
  `create table setting (name text primary key, value text not null) strict`,
  `create table lease (name text primary key, epoch integer not null, holder integer not null, expires_at integer not null) strict`,
]

export const migrations: Readonly<Record<string, Migration>> = {
  '2026-11-30-first': {
    async up(database: Kysely<unknown>): Promise<void> {
      for (const statement of statements) await sql.raw(statement).execute(database)
    },
  },
}
