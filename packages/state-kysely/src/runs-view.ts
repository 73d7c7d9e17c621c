import type { SqlStatement } from '@ingestr/contract'

import { hasSchemas, place, type DialectName } from './dialect.ts'

/** Makes the view of runs anew: a run is what its tables are, so that no two of them write to one row. */
export function createRunsView(dialect: DialectName): SqlStatement {
  const runs = place(dialect, 'runs')
  const create = hasSchemas(dialect) ? `create or replace view ${runs}` : `create view if not exists ${runs}`
  const text = `${create} as select run_id, min(source) as source, count(*) as tables,
    case max(case status when 'running' then 3 when 'failed' then 2 when 'stopped' then 1 else 0 end)
      when 3 then 'running' when 2 then 'failed' when 1 then 'stopped' else 'succeeded' end as status,
    min(started_at) as started_at,
    case when count(ended_at) = count(*) then max(ended_at) end as ended_at,
    min(error) as error
    from ${place(dialect, 'run_tables')} group by run_id`
  return { text, parameters: [] }
}
