import { IngestError } from '@ingestr/contract'

import { settings } from './settings.ts'

/** What a better command line would have avoided. */
const usageErrors: ReadonlySet<string> = new Set(['INVALID_USAGE', 'INVALID_ARGUMENT'])

/** The code of an error that nobody foresaw. */
const unforeseen = 'INTERNAL'

/** An error for people, and for programs. */
export type DescribedFailure = { readonly code: string; readonly message: string; readonly exitCode: number }

/** The line for people, and the exit code: 2 for a command line that cannot be, 1 for everything else. */
export function describeFailure(error: unknown): DescribedFailure {
  if (IngestError.isInstance(error)) {
    const message = oneLine(nameFlags(error))
    return { code: error.code, message, exitCode: usageErrors.has(error.code) ? 2 : 1 }
  }
  // An error that nobody foresaw may quote anything, a token too: only its kind and its place are told.
  const kind = error instanceof Error ? [error.name, ...codeOf(error)].join(' ') : typeof error
  const place = error instanceof Error ? /([\w.-]+\/[\w.-]+\.[cm]?[jt]s:\d+)/.exec(error.stack ?? '')?.[1] : undefined
  const where = place === undefined ? '' : ` at ${place}`
  return {
    code: unforeseen,
    message: `Something went wrong that should not have (${unforeseen}: ${kind}${where}). Run it again; report it if it stays.`,
    exitCode: 1,
  }
}

/**
 * Parameters of a URI that are flags as well are called by these: a setting that was given (`page_size=0 cannot be`), and
 * one that is advised (`?lock_timeout=10m`).
 */
function nameFlags({ code, message }: IngestError): string {
  const named = code === 'INVALID_ARGUMENT' ? /(?:^|\?)(?<name>[a-z_]+)=/g : /\?(?<name>[a-z_]+)=/g
  return message.replaceAll(named, (written, name: string) => {
    const flag = `--${name.replaceAll('_', '-')}`
    return Object.values(settings).some((setting) => setting.flag === flag) ? `${flag}=` : written
  })
}

/** The code of Node's own errors and of the system: `ENOSPC`, `ERR_MODULE_NOT_FOUND`. */
function codeOf(error: object): readonly string[] {
  return 'code' in error && typeof error.code === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(error.code) ? [error.code] : []
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim()
}
