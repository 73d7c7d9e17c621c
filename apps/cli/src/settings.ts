/** One flag of `ingestr ingest`. Without the flag, the first of its variables that is set and not empty counts. */
export type Setting = {
  readonly flag: string
  readonly variables: readonly string[]
  /** Under which heading it stands in the help. */
  readonly group: keyof typeof groups
  /** What the value is called in the help; a switch has none. */
  readonly value?: string
  /** Short enough to be one line of the help with its flag. */
  readonly help: string
  /** The words that it may be, where these are few. */
  readonly choices?: readonly string[]
  /** What a URI may begin with that goes on with the path of a file. */
  readonly beforePath?: string
  /** Whether it may be given several times: the values are joined by commas. */
  readonly isList?: boolean
}

/** Headings of the help, in their order. */
export const groups = {
  what: 'What to copy, and where to:',
  rows: 'Which rows, and how they are written:',
  columns: 'Columns and values:',
  reading: 'Reading from Intercom:',
  running: 'While it runs:',
} as const

export type SettingName =
  | 'sourceUri'
  | 'sourceTable'
  | 'destUri'
  | 'destTable'
  | 'intervalStart'
  | 'intervalEnd'
  | 'fullRefresh'
  | 'incrementalStrategy'
  | 'primaryKey'
  | 'incrementalKey'
  | 'columns'
  | 'schemaContract'
  | 'schemaNaming'
  | 'mask'
  | 'sqlExcludeColumns'
  | 'trimWhitespace'
  | 'pageSize'
  | 'extractParallelism'
  | 'rateLimitReserve'
  | 'indexLag'
  | 'strict'
  | 'progress'
  | 'debug'
  | 'report'
  | 'lockTimeout'

/** Names and variables are those of the older ingestr, where it has them. */
export const settings: Readonly<Record<SettingName, Setting>> = {
  sourceUri: {
    flag: '--source-uri',
    variables: ['SOURCE_URI', 'INGESTR_SOURCE_URI'],
    group: 'what',
    value: 'uri',
    help: 'intercom://?access_token=<token>&region=us',
  },
  sourceTable: {
    flag: '--source-table',
    variables: ['SOURCE_TABLE', 'INGESTR_SOURCE_TABLE'],
    group: 'what',
    value: 'tables',
    help: 'contacts, or contacts,companies, or all',
    isList: true,
  },
  destUri: {
    flag: '--dest-uri',
    variables: ['DESTINATION_URI', 'INGESTR_DESTINATION_URI'],
    group: 'what',
    value: 'uri',
    help: 'duckdb:///<file>',
    beforePath: 'duckdb:///',
  },
  destTable: {
    flag: '--dest-table',
    variables: ['DESTINATION_TABLE', 'INGESTR_DESTINATION_TABLE'],
    group: 'what',
    value: 'table',
    help: 'schema.table; {table} for the name of each',
  },
  intervalStart: {
    flag: '--interval-start',
    variables: ['INTERVAL_START', 'INGESTR_INTERVAL_START'],
    group: 'rows',
    value: 'date',
    help: 'only what was updated at this time or later',
  },
  intervalEnd: {
    flag: '--interval-end',
    variables: ['INTERVAL_END', 'INGESTR_INTERVAL_END'],
    group: 'rows',
    value: 'date',
    help: 'only what was updated before this time',
  },
  fullRefresh: {
    flag: '--full-refresh',
    variables: ['FULL_REFRESH', 'INGESTR_FULL_REFRESH'],
    group: 'rows',
    help: 'read all anew, replace the table at the end',
  },
  incrementalStrategy: {
    flag: '--incremental-strategy',
    variables: ['INCREMENTAL_STRATEGY', 'INGESTR_INCREMENTAL_STRATEGY'],
    group: 'rows',
    value: 'name',
    help: 'merge, replace or append',
    choices: ['merge', 'replace', 'append'],
  },
  primaryKey: {
    flag: '--primary-key',
    variables: ['PRIMARY_KEY', 'INGESTR_PRIMARY_KEY'],
    group: 'rows',
    value: 'columns',
    help: "the table's own key",
    isList: true,
  },
  incrementalKey: {
    flag: '--incremental-key',
    variables: ['INCREMENTAL_KEY', 'INGESTR_INCREMENTAL_KEY'],
    group: 'rows',
    value: 'column',
    help: "the table's own column of versions",
  },
  columns: {
    flag: '--columns',
    variables: ['INGESTR_COLUMNS'],
    group: 'columns',
    value: 'types',
    help: 'types to store as: created_at:bigint',
    isList: true,
  },
  schemaContract: {
    flag: '--schema-contract',
    variables: ['SCHEMA_CONTRACT', 'INGESTR_SCHEMA_CONTRACT'],
    group: 'columns',
    value: 'name',
    help: 'evolve, freeze, discard_row or discard_value',
    choices: ['evolve', 'freeze', 'discard_row', 'discard_value'],
  },
  schemaNaming: {
    flag: '--schema-naming',
    variables: ['SCHEMA_NAMING', 'INGESTR_SCHEMA_NAMING'],
    group: 'columns',
    value: 'name',
    help: 'auto, direct or snake_case',
    choices: ['auto', 'direct', 'snake_case'],
  },
  mask: {
    flag: '--mask',
    variables: ['MASK', 'INGESTR_MASK'],
    group: 'columns',
    value: 'masks',
    help: 'email:hash,phone:redact, or intercom-pii',
    isList: true,
  },
  sqlExcludeColumns: {
    flag: '--sql-exclude-columns',
    variables: ['SQL_EXCLUDE_COLUMNS', 'INGESTR_SQL_EXCLUDE_COLUMNS'],
    group: 'columns',
    value: 'names',
    help: 'columns not to store: phone,location_city',
    isList: true,
  },
  trimWhitespace: {
    flag: '--trim-whitespace',
    variables: ['TRIM_WHITESPACE', 'INGESTR_TRIM_WHITESPACE'],
    group: 'columns',
    help: 'take the white space from both ends of text',
  },
  pageSize: {
    flag: '--page-size',
    variables: ['PAGE_SIZE', 'INGESTR_PAGE_SIZE'],
    group: 'reading',
    value: 'count',
    help: 'records to ask for at a time, 1 to 150',
  },
  extractParallelism: {
    flag: '--extract-parallelism',
    variables: ['EXTRACT_PARALLELISM', 'INGESTR_EXTRACT_PARALLELISM'],
    group: 'reading',
    value: 'count',
    help: 'most requests at a time, 1 to 256',
  },
  rateLimitReserve: {
    flag: '--rate-limit-reserve',
    variables: ['INGESTR_RATE_LIMIT_RESERVE'],
    group: 'reading',
    value: 'share',
    help: 'of the rate limit, for your other apps: 10%',
  },
  indexLag: {
    flag: '--index-lag',
    variables: ['INGESTR_INDEX_LAG'],
    group: 'reading',
    value: 'time',
    help: 'how late a search may show a change: 15m',
  },
  strict: {
    flag: '--strict',
    variables: ['INGESTR_STRICT'],
    group: 'reading',
    help: 'fail where counted records do not come',
  },
  progress: {
    flag: '--progress',
    variables: ['PROGRESS', 'INGESTR_PROGRESS'],
    group: 'running',
    value: 'form',
    help: 'interactive, log or json',
    choices: ['interactive', 'log', 'json'],
  },
  debug: {
    flag: '--debug',
    variables: ['INGESTR_DEBUG'],
    group: 'running',
    help: 'tell of each request, without secrets',
  },
  report: {
    flag: '--report',
    variables: ['INGESTR_REPORT'],
    group: 'running',
    value: 'file',
    help: 'a page about the run: run.html',
  },
  lockTimeout: {
    flag: '--lock-timeout',
    variables: ['INGESTR_LOCK_TIMEOUT'],
    group: 'running',
    value: 'time',
    help: 'wait for a file that is in use: 30s, 10m, 1h',
  },
}

/** The secret of masks has a variable only, as others can see the arguments of a process. */
export const maskKeyVariable = 'INGESTR_MASK_KEY'
