import { resolve } from 'node:path'

import { IngestError } from '@ingestr/contract'

import { isLoopback } from './guard/hosts.ts'
import type { ServerOptions } from './options.ts'

/** Flags as they are given, each with its variable for where there is no command line. */
export interface Flags {
  readonly dataDir?: string | undefined
  readonly host?: string | undefined
  readonly port?: string | undefined
  readonly publicUrl?: string | undefined
  readonly keyFile?: string | undefined
  readonly maxRuns?: string | undefined
  readonly keepDays?: string | undefined
  readonly allowBaseUrl?: readonly string[] | undefined
  readonly allowWebhookHost?: readonly string[] | undefined
  readonly destination?: readonly string[] | undefined
}

export const defaults = {
  dataDir: './ingestr-data',
  host: '127.0.0.1',
  port: '8620',
  maxRuns: '4',
  keepDays: '90',
} as const

/**
 * Reads flags and variables; a flag goes before its variable, and what is empty is not given. The key is taken out of the
 * environment.
 * @throws IngestError `INVALID_USAGE`
 */
export function readOptions(flags: Flags, environment: NodeJS.ProcessEnv): ServerOptions {
  const read = (flag: string | undefined, variable: string): string | undefined =>
    flag || environment[variable] || undefined
  const list = (given: readonly string[] | undefined, variable: string): readonly string[] =>
    given ?? (environment[variable] ?? '').split(/[\s,]+/).filter((text) => text !== '')
  const address = read(flags.host, 'INGESTR_SERVER_HOST') ?? defaults.host
  const publicUrl = readPublicUrl(read(flags.publicUrl, 'INGESTR_SERVER_PUBLIC_URL'))
  if (!isLoopback(address) && publicUrl === undefined) {
    throw new IngestError(
      'INVALID_USAGE',
      `--host ${shown(address)} can be reached from elsewhere, where passwords would travel in the clear: put a proxy that speaks TLS before it, and name its address with --public-url https://….`,
    )
  }
  const key = environment['INGESTR_SERVER_KEY']
  delete environment['INGESTR_SERVER_KEY']
  return {
    dataDirectory: resolve(read(flags.dataDir, 'INGESTR_SERVER_DATA_DIR') ?? defaults.dataDir),
    address,
    port: readNumber('--port', read(flags.port, 'INGESTR_SERVER_PORT') ?? defaults.port, 0, 65_535),
    publicUrl,
    keyFile: read(flags.keyFile, 'INGESTR_SERVER_KEY_FILE'),
    key,
    mostRuns: readNumber('--max-runs', read(flags.maxRuns, 'INGESTR_SERVER_MAX_RUNS') ?? defaults.maxRuns, 1, 64),
    keepDays: readNumber('--keep-days', read(flags.keepDays, 'INGESTR_SERVER_KEEP_DAYS') ?? defaults.keepDays, 1, 3650),
    allowedBaseUrls: list(flags.allowBaseUrl, 'INGESTR_SERVER_ALLOW_BASE_URL').map(readBaseUrl),
    allowedWebhookHosts: list(flags.allowWebhookHost, 'INGESTR_SERVER_ALLOW_WEBHOOK_HOST').map(readHost),
    destinations: readDestinations(list(flags.destination, 'INGESTR_SERVER_DESTINATION')),
  }
}

function readNumber(flag: string, text: string, least: number, most: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text)
  throw new IngestError(
    'INVALID_USAGE',
    `${flag} takes a whole number from ${least} to ${most}; this is ${shown(text)}.`,
  )
}

function readPublicUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' && url.pathname === '/' && url.search === '' && url.username === '') return url
  throw new IngestError(
    'INVALID_USAGE',
    `--public-url takes an address such as https://ingestr.example.com; this is ${shown(text)}.`,
  )
}

function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname.replaceAll(/[[\]]/g, '')))
  if (url !== undefined && isSafe && url.username === '') return text
  throw new IngestError(
    'INVALID_USAGE',
    `--allow-base-url takes an address with https://, as tokens are sent to it; this is ${shown(text)}.`,
  )
}

function readHost(text: string): string {
  const host = text.toLowerCase()
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined
  if (url !== undefined && (url.host === host || `${url.host}:80` === host)) return host
  throw new IngestError(
    'INVALID_USAGE',
    `--allow-webhook-host takes the host of a URL alone, such as hooks.internal or 10.0.0.5:8080; this is ${shown(text)}.`,
  )
}

function readDestinations(given: readonly string[]): ReadonlyMap<string, string> {
  const named = new Map<string, string>()
  for (const text of given) {
    const [, name = '', uri = ''] = /^([a-z0-9][a-z0-9_-]{0,63})=([a-z][a-z0-9+.-]*:\/\/.*)$/s.exec(text) ?? []
    if (name === '')
      throw new IngestError('INVALID_USAGE', '--destination takes a name and a URI, as in warehouse=jsonl:///srv/rows.')
    if (named.has(name)) throw new IngestError('INVALID_USAGE', `--destination names ${name} twice.`)
    named.set(name, uri)
  }
  return named
}

/** What is long or odd may be a secret in the wrong place. */
function shown(text: string): string {
  return /^[\w.:/-]{1,60}$/.test(text) ? text : 'something else'
}
