import { IngestError } from '@ingestr/contract'

import { parseInstant } from './instant.ts'
import { parseSwitch } from './switch.ts'

/** One flag of `ingestr ingest`. Without the flag, the first of its variables that is set and not empty counts. */
export type Setting = {
  readonly flag: string
  readonly variables: readonly string[]
  /** What the value is called in the help; a switch has none. */
  readonly value?: string
  readonly help: string
}

type SettingName =
  | 'sourceUri'
  | 'sourceTable'
  | 'destUri'
  | 'destTable'
  | 'intervalStart'
  | 'intervalEnd'
  | 'fullRefresh'

/** Names and variables are those of the older ingestr. */
export const settings: Readonly<Record<SettingName, Setting>> = {
  sourceUri: {
    flag: '--source-uri',
    variables: ['SOURCE_URI', 'INGESTR_SOURCE_URI'],
    value: 'uri',
    help: 'where from: intercom://?access_token=<token>&region=<us|eu|au>',
  },
  sourceTable: {
    flag: '--source-table',
    variables: ['SOURCE_TABLE', 'INGESTR_SOURCE_TABLE'],
    value: 'table',
    help: 'the table to copy: contacts, companies, conversations, …',
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
    help: 'schema.table or table; default: the name of the source table',
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
}

/** Values of flags by the name of their setting, as the command line gave them. */
export type Flags = { readonly [name in SettingName]?: string | boolean | undefined }

/** What one `ingestr ingest` is to do. */
export type IngestSettings = {
  readonly sourceUri: string
  readonly sourceTable: string
  readonly destUri: string
  readonly destTable: string | undefined
  readonly interval: { readonly start?: number; readonly end?: number } | undefined
  readonly fullRefresh: boolean
}

/** @throws IngestError `INVALID_USAGE` that names the flag and its variables, never the value of a URI */
export function readSettings(flags: Flags, environment: NodeJS.ProcessEnv): IngestSettings {
  const read = (name: SettingName): string | undefined => readSetting(settings[name], flags[name], environment)
  const start = readInstant('intervalStart')
  const end = readInstant('intervalEnd')
  const fullRefresh = read('fullRefresh')
  return {
    sourceUri: need('sourceUri'),
    sourceTable: need('sourceTable'),
    destUri: need('destUri'),
    destTable: read('destTable'),
    interval:
      start === undefined && end === undefined
        ? undefined
        : { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
    fullRefresh: fullRefresh !== undefined && parseSwitch(fullRefresh, settings.fullRefresh.flag),
  }

  function need(name: SettingName): string {
    const value = read(name)
    if (value !== undefined) return value
    const { flag, variables, help } = settings[name]
    throw new IngestError('INVALID_USAGE', `${flag} is missing (or the variable ${variables.join(' or ')}): ${help}.`)
  }

  function readInstant(name: SettingName): number | undefined {
    const value = read(name)
    return value === undefined ? undefined : parseInstant(value, settings[name].flag)
  }
}

function readSetting(
  { flag, variables }: Setting,
  given: string | boolean | undefined,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (given === '') throw new IngestError('INVALID_USAGE', `${flag} needs a value.`)
  if (given !== undefined) return String(given)
  return variables.map((name) => environment[name]).find((value) => value !== undefined && value !== '')
}
