import { IngestError } from '@ingestr/contract'
import type { RecordWishes, TableWishes } from '@ingestr/ingest'

import { maskKeyVariable, settings, type Setting, type SettingName } from './settings.ts'
import { parseInstant } from './instant.ts'
import { limitPageSize } from './page-size.ts'
import { readOlderFlags } from './read-older-flags.ts'
import { quote } from './quote.ts'
import { parseSwitch } from './switch.ts'

/** Values of flags by the name of their setting, as the command line gave them. */
export type Flags = { readonly [name in SettingName]?: string | boolean | undefined } & Readonly<
  Record<string, unknown>
>

/** What one `ingestr ingest` is to do. */
export type IngestSettings = TableWishes &
  RecordWishes & {
    readonly sourceUri: string
    readonly sourceTables: string
    readonly destUri: string
    readonly destTable: string | undefined
    readonly interval: { readonly start?: number; readonly end?: number } | undefined
    readonly fullRefresh: boolean
    readonly strict: boolean
    /** By the names of the parameters in the URI. */
    readonly sourceSettings: { readonly [name: string]: string | undefined }
    readonly destSettings: { readonly [name: string]: string | undefined }
    /** What is done otherwise than it was asked for. */
    readonly notes: readonly string[]
    readonly progress: ProgressForm | undefined
    readonly debug: boolean
    /** Path of a page about the run. */
    readonly report: string | undefined
  }

/** How a run tells of itself while it goes on. */
export type ProgressForm = (typeof progressForms)[number]

const progressForms = ['interactive', 'log', 'json'] as const

/** @throws IngestError `INVALID_USAGE` that names the flag and its variables, never the value of a URI */
export function readSettings(flags: Flags, environment: NodeJS.ProcessEnv): IngestSettings {
  const read = (name: SettingName): string | undefined => readSetting(settings[name], flags[name], environment)
  const start = readInstant('intervalStart')
  const end = readInstant('intervalEnd')
  const { pageSize, notes } = limitPageSize(read('pageSize'))
  return {
    sourceUri: need('sourceUri'),
    sourceTables: need('sourceTable'),
    destUri: need('destUri'),
    destTable: read('destTable'),
    interval:
      start === undefined && end === undefined
        ? undefined
        : { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
    fullRefresh: readSwitch('fullRefresh'),
    strict: readSwitch('strict'),
    schemaContract: read('schemaContract'),
    schemaNaming: read('schemaNaming'),
    columns: read('columns'),
    incrementalStrategy: read('incrementalStrategy'),
    primaryKey: read('primaryKey'),
    incrementalKey: read('incrementalKey'),
    ...readRecordWishes(flags, environment),
    sourceSettings: {
      page_size: pageSize,
      extract_parallelism: read('extractParallelism'),
      rate_limit_reserve: read('rateLimitReserve'),
      index_lag: read('indexLag'),
    },
    progress: readProgress(read('progress'), originOf('progress', flags, environment)),
    debug: readSwitch('debug'),
    report: read('report'),
    destSettings: { lock_timeout: read('lockTimeout') },
    notes: [...notes, ...readOlderFlags(flags, environment)],
  }

  function need(name: SettingName): string {
    return needSetting(name, flags, environment)
  }

  function readSwitch(name: SettingName): boolean {
    return switchOf(name, flags, environment)
  }

  function readInstant(name: SettingName): number | undefined {
    const value = read(name)
    return value === undefined ? undefined : parseInstant(value, originOf(name, flags, environment))
  }
}

function readProgress(text: string | undefined, origin: string): ProgressForm | undefined {
  const form = progressForms.find((each) => each === (text ?? '').toLowerCase())
  if (text === undefined || form !== undefined) return form
  const known = progressForms.join(', ')
  throw new IngestError('INVALID_USAGE', `${origin} cannot be ${quote(text)}. It is one of: ${known}.`)
}

/**
 * What is done to records on their way.
 * @throws IngestError `INVALID_USAGE`
 */
export function readRecordWishes(flags: Flags, environment: NodeJS.ProcessEnv): RecordWishes {
  const maskKey = environment[maskKeyVariable]
  return {
    mask: readSetting(settings.mask, flags.mask, environment),
    maskKey: maskKey === '' ? undefined : maskKey,
    excludeColumns: readSetting(settings.sqlExcludeColumns, flags.sqlExcludeColumns, environment),
    trimWhitespace: switchOf('trimWhitespace', flags, environment),
  }
}

/** @throws IngestError `INVALID_USAGE` where neither the flag nor a variable of it is given */
export function needSetting(name: SettingName, flags: Flags, environment: NodeJS.ProcessEnv): string {
  const value = readSetting(settings[name], flags[name], environment)
  if (value !== undefined) return value
  const { flag, variables, help } = settings[name]
  throw new IngestError('INVALID_USAGE', `${flag} is missing (or the variable ${variables.join(' or ')}): ${help}.`)
}

function switchOf(name: SettingName, flags: Flags, environment: NodeJS.ProcessEnv): boolean {
  const value = readSetting(settings[name], flags[name], environment)
  return value !== undefined && parseSwitch(value, originOf(name, flags, environment))
}

/** Where a value came from: the flag, or the variable that was set in its place. */
function originOf(name: SettingName, flags: Flags, environment: NodeJS.ProcessEnv): string {
  const { flag, variables } = settings[name]
  return flags[name] === undefined ? (variables.find((each) => isSet(environment[each])) ?? flag) : flag
}

/** The value of a flag, or of the first of its variables that has one. */
export function readSetting(
  { flag, variables }: Setting,
  given: string | boolean | undefined,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (given === '') throw new IngestError('INVALID_USAGE', `${flag} needs a value.`)
  if (given !== undefined) return String(given)
  return variables.map((name) => environment[name]).find((value) => isSet(value))
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}
