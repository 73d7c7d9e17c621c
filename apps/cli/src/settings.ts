/** One flag of `ingestr ingest`. Without the flag, the first of its variables that is set and not empty counts. */
export type Setting = {
  readonly flag: string
  readonly variables: readonly string[]
  /** What the value is called in the help; a switch has none. */
  readonly value?: string
  readonly help: string
  /** Whether it may be given several times: the values are joined by commas. */
  readonly isList?: boolean
}

export type SettingName =
  | 'sourceUri'
  | 'sourceTable'
  | 'destUri'
  | 'destTable'
  | 'intervalStart'
  | 'intervalEnd'
  | 'fullRefresh'
  | 'strict'
  | 'pageSize'
  | 'extractParallelism'
  | 'rateLimitReserve'
  | 'indexLag'
  | 'schemaContract'
  | 'schemaNaming'
  | 'columns'
  | 'incrementalStrategy'
  | 'primaryKey'
  | 'incrementalKey'
  | 'mask'
  | 'sqlExcludeColumns'
  | 'trimWhitespace'
  | 'lockTimeout'
  | 'progress'
  | 'debug'

/** Names and variables are those of the older ingestr, where it has them. */
export const settings: Readonly<Record<SettingName, Setting>> = {
  sourceUri: {
    flag: '--source-uri',
    variables: ['SOURCE_URI', 'INGESTR_SOURCE_URI'],
    value: 'uri',
    help: 'where from: intercom://?access_token=<token>&region=<us|eu|au>; or @<file> with it, @- for stdin',
  },
  sourceTable: {
    flag: '--source-table',
    variables: ['SOURCE_TABLE', 'INGESTR_SOURCE_TABLE'],
    value: 'tables',
    help: 'what to copy: contacts, or contacts,companies, or all',
  },
  destUri: {
    flag: '--dest-uri',
    variables: ['DESTINATION_URI', 'INGESTR_DESTINATION_URI'],
    value: 'uri',
    help: 'where to: duckdb:///<file>',
  },
  destTable: {
    flag: '--dest-table',
    variables: ['DESTINATION_TABLE', 'INGESTR_DESTINATION_TABLE'],
    value: 'table',
    help: 'schema.table or table, {table} in it for the name of each; default: that name',
  },
  intervalStart: {
    flag: '--interval-start',
    variables: ['INTERVAL_START', 'INGESTR_INTERVAL_START'],
    value: 'date',
    help: 'only what was updated at this time or later (UTC without a zone)',
  },
  intervalEnd: {
    flag: '--interval-end',
    variables: ['INTERVAL_END', 'INGESTR_INTERVAL_END'],
    value: 'date',
    help: 'only what was updated before this time',
  },
  fullRefresh: {
    flag: '--full-refresh',
    variables: ['FULL_REFRESH', 'INGESTR_FULL_REFRESH'],
    help: 'read everything anew, and replace the table at the end',
  },
  strict: {
    flag: '--strict',
    variables: ['INGESTR_STRICT'],
    help: 'fail where records that Intercom counts do not come, instead of a warning',
  },
  pageSize: {
    flag: '--page-size',
    variables: ['PAGE_SIZE', 'INGESTR_PAGE_SIZE'],
    value: 'count',
    help: 'records to ask for at a time, 1 to 150',
  },
  extractParallelism: {
    flag: '--extract-parallelism',
    variables: ['EXTRACT_PARALLELISM', 'INGESTR_EXTRACT_PARALLELISM'],
    value: 'count',
    help: 'the most requests on their way at a time, 1 to 256',
  },
  rateLimitReserve: {
    flag: '--rate-limit-reserve',
    variables: ['INGESTR_RATE_LIMIT_RESERVE'],
    value: 'share',
    help: 'share of the rate limit left to your other apps: 0.1 or 10%',
  },
  indexLag: {
    flag: '--index-lag',
    variables: ['INGESTR_INDEX_LAG'],
    value: 'time',
    help: 'how long a change may take to show in a search: 15m, 900s, 1h',
  },
  schemaContract: {
    flag: '--schema-contract',
    variables: ['SCHEMA_CONTRACT', 'INGESTR_SCHEMA_CONTRACT'],
    value: 'contract',
    help: 'what may happen to a table that is there: evolve (default), freeze, discard_row, discard_value',
  },
  schemaNaming: {
    flag: '--schema-naming',
    variables: ['SCHEMA_NAMING', 'INGESTR_SCHEMA_NAMING'],
    value: 'naming',
    help: 'how unknown fields are spelled as columns: auto (default), direct, snake_case',
  },
  columns: {
    flag: '--columns',
    variables: ['INGESTR_COLUMNS'],
    value: 'types',
    help: 'types to store columns as: created_at:bigint,monthly_spend:decimal(18,2)',
    isList: true,
  },
  incrementalStrategy: {
    flag: '--incremental-strategy',
    variables: ['INCREMENTAL_STRATEGY', 'INGESTR_INCREMENTAL_STRATEGY'],
    value: 'strategy',
    help: 'merge, replace or append; default: what the table does by itself',
  },
  primaryKey: {
    flag: '--primary-key',
    variables: ['PRIMARY_KEY', 'INGESTR_PRIMARY_KEY'],
    value: 'columns',
    help: "the table's own key; another one is an error",
    isList: true,
  },
  incrementalKey: {
    flag: '--incremental-key',
    variables: ['INCREMENTAL_KEY', 'INGESTR_INCREMENTAL_KEY'],
    value: 'column',
    help: "the table's own column of versions; another one is an error",
  },
  mask: {
    flag: '--mask',
    variables: ['MASK', 'INGESTR_MASK'],
    value: 'masks',
    help: 'values to store masked: email:hash,custom_attributes.plan:redact, or all personal data: intercom-pii',
    isList: true,
  },
  sqlExcludeColumns: {
    flag: '--sql-exclude-columns',
    variables: ['SQL_EXCLUDE_COLUMNS', 'INGESTR_SQL_EXCLUDE_COLUMNS'],
    value: 'columns',
    help: 'columns that are not stored: phone,location_city',
    isList: true,
  },
  trimWhitespace: {
    flag: '--trim-whitespace',
    variables: ['TRIM_WHITESPACE', 'INGESTR_TRIM_WHITESPACE'],
    help: 'take the white space from both ends of text',
  },
  lockTimeout: {
    flag: '--lock-timeout',
    variables: ['INGESTR_LOCK_TIMEOUT'],
    value: 'time',
    help: 'how long to wait for a file that another process has open: 30s, 10m, 1h; default: not at all',
  },
  progress: {
    flag: '--progress',
    variables: ['PROGRESS', 'INGESTR_PROGRESS'],
    value: 'form',
    help: 'interactive (default in a terminal), log (default elsewhere), or json: one event a line',
  },
  debug: {
    flag: '--debug',
    variables: ['INGESTR_DEBUG'],
    help: 'tell of each request, without secrets',
  },
}

/** The secret of masks has a variable only, as others can see the arguments of a process. */
export const maskKeyVariable = 'INGESTR_MASK_KEY'
