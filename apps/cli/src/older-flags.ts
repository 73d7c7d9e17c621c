/**
 * A flag that the older ingestr has for `ingest` and this one has not. `ignored`: what it asks for is so by itself, or nothing
 * that a copy of Intercom to DuckDB has. `refused`: without it the run would do something else than was asked for.
 */
export type OlderFlag = {
  readonly flag: string
  /** Variables that are its alone; `DEBUG` and such belong to other programs as well. */
  readonly variables: readonly string[]
  /** A switch takes no value. */
  readonly isSwitch?: boolean
  readonly outcome: 'ignored' | 'refused'
  /** The values of a refused flag that ask for what is done anyway. */
  readonly harmless?: readonly string[]
  /** A sentence without its full stop: why, and what to do instead. */
  readonly reason: string
}

const noStages = 'pages go straight into the DuckDB file, with no staging area to set up'
const noStream = 'Intercom has no stream of changes; run the same command again, by cron, to get what changed since'
const ownParts = 'large tables are split into parts, and read side by side, without being told'

export const olderFlags: readonly OlderFlag[] = [
  older('--incremental-predicate', 'refused', 'rows are merged by their key and version alone'),
  older('--partition-by', 'ignored', 'DuckDB has no partitions'),
  older('--cluster-by', 'ignored', 'DuckDB has no clusters'),
  {
    ...older('--yes', 'ignored', 'nothing is asked'),
    variables: ['SKIP_CONFIRMATION', 'INGESTR_SKIP_CONFIRMATION'],
    isSwitch: true,
  },
  older('--loader-file-size', 'ignored', noStages),
  older('--loader-file-format', 'ignored', noStages),
  older('--extract-partition-by', 'ignored', ownParts),
  older('--extract-partition-interval', 'ignored', ownParts),
  { ...older('--disable-prestaging', 'ignored', noStages), variables: ['INGESTR_DISABLE_PRESTAGING'], isSwitch: true },
  older('--sql-limit', 'ignored', 'Intercom is not read by SQL; --interval-start and --interval-end bound a run'),
  older('--sql-backend', 'ignored', 'Intercom is not read by SQL'),
  {
    ...older('--no-inference', 'ignored', 'columns are declared; only unknown fields get a type from their values'),
    isSwitch: true,
  },
  {
    ...older(
      '--no-load-timestamp',
      'refused',
      'each row has _ingestr_loaded_at and _ingestr_run_id, which tell of its run',
    ),
    isSwitch: true,
  },
  older('--pipelines-dir', 'ignored', 'state is in the DuckDB file'),
  older('--staging-bucket', 'ignored', noStages),
  older('--staging-dataset', 'ignored', noStages),
  { ...older('--stream', 'refused', noStream), variables: ['INGESTR_STREAM'], isSwitch: true },
  { ...older('--flush-interval', 'refused', noStream), variables: ['INGESTR_FLUSH_INTERVAL'] },
  { ...older('--flush-records', 'refused', noStream), variables: ['INGESTR_FLUSH_RECORDS'] },
  { ...older('--metrics-addr', 'refused', noStream), variables: ['INGESTR_METRICS_ADDR'] },
  {
    ...older('--query-annotations', 'ignored', 'DuckDB has no history of queries to annotate'),
    variables: ['INGESTR_QUERY_ANNOTATIONS'],
  },
]

/** Most flags have their name as a variable, bare and with a prefix. */
function older(flag: string, outcome: OlderFlag['outcome'], reason: string): OlderFlag {
  const name = flag.slice(2).replaceAll('-', '_').toUpperCase()
  return { flag, variables: [name, `INGESTR_${name}`], outcome, reason }
}
