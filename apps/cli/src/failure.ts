import { IngestError } from '@ingestr/contract'
import { describeFailure, type DescribedFailure } from '@ingestr/ingest/telling'

import { settings } from './settings.ts'

/** What a better command line would have avoided. */
const usageErrors: ReadonlySet<string> = new Set(['INVALID_USAGE', 'INVALID_ARGUMENT'])

/** The line for people, and the exit code: 2 for a command line that cannot be, 1 for everything else. */
export function describeCommandFailure(error: unknown): DescribedFailure & { readonly exitCode: number } {
  const { code, message } = describeFailure(error)
  const told = IngestError.isInstance(error) ? nameFlags(code, message) : message
  return { code, message: told, exitCode: usageErrors.has(code) ? 2 : 1 }
}

/**
 * Parameters of a URI that are flags as well are called by these: a setting that was given (`page_size=0 cannot be`), and
 * one that is advised (`?lock_timeout=10m`).
 */
function nameFlags(code: string, message: string): string {
  const named = code === 'INVALID_ARGUMENT' ? /(?:^|\?)(?<name>[a-z_]+)=/g : /\?(?<name>[a-z_]+)=/g
  return message.replaceAll(named, (written, name: string) => {
    const flag = `--${name.replaceAll('_', '-')}`
    return Object.values(settings).some((setting) => setting.flag === flag) ? `${flag}=` : written
  })
}
