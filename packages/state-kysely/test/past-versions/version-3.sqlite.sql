create table if not exists "_ingestr_versions" ("version" integer, "first_writes" integer);
create table if not exists "_ingestr_checkpoints" ("source" text, "source_table" text, "target_table" text, "checkpoint" text, "generation" text, "strategy" text, "is_published" integer, "rows" integer, "revision" integer);
create table if not exists "_ingestr_run_tables" ("run_id" text, "source" text, "source_table" text, "target_table" text, "status" text, "started_at" text, "ended_at" text, "error" text, "requests" integer, "retries" integer, "received" integer, "kept" integer, "inserted" integer, "updated" integer, "merged" integer, "unchanged" integer, "rows" integer, "api_count" integer, "api_count_before" integer, "api_count_after" integer, "planned" integer, "read" integer, "duplicates" integer, "truncated_lists" integer, "missing" integer, "other_counts" text);
create view if not exists _ingestr_runs as select run_id, min(source) as source, count(*) as tables,
  case max(case status when 'running' then 3 when 'failed' then 2 when 'stopped' then 1 else 0 end)
    when 3 then 'running' when 2 then 'failed' when 1 then 'stopped' else 'succeeded' end as status,
  min(started_at) as started_at,
  case when count(ended_at) = count(*) then max(ended_at) end as ended_at,
  min(error) as error
  from _ingestr_run_tables group by run_id;
insert into _ingestr_versions values (3, null);
insert into _ingestr_checkpoints values ('intercom:us:abc', 'contacts', 'intercom.contacts', '{"cursor":1700000000000,"note":"it''s; ünï?"}', 'g1', 'merge', 1, 1099511627776, 7);
insert into _ingestr_checkpoints values ('intercom:us:abc', 'tags', 'main.tags', '{}', 'g2', 'replace', 0, 0, 1);
insert into _ingestr_run_tables values ('run-1', 'intercom:us:abc', 'contacts', 'intercom.contacts', 'succeeded', '2026-11-23T09:00:00.250Z', '2026-11-23T09:00:05.000Z', null, 401, 2, 60000, 60000, 60000, 0, 60000, 0, 60000, 60001, 60001, 60002, 60001, 60000, 0, 0, 0, '{"partitions":12}');
insert into _ingestr_run_tables values ('run-2', 'intercom:us:abc', 'tags', 'main.tags', 'failed', '2026-11-23T10:00:00.000Z', '2026-11-23T10:00:01.000Z', 'GONE: no.', 1, 0, 33, null, null, null, null, null, null, null, null, null, null, null, null, null, null, '{}');
