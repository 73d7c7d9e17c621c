import { IngestError } from '@ingestr/contract'
import type { VerifiedTable } from '@ingestr/ingest'
import { formatCount } from '@ingestr/ingest/telling'

import { needSetting, readRecordWishes, readSetting, type Flags } from './read-settings.ts'
import { readUri } from './read-uri.ts'
import { settings } from './settings.ts'
import type { Surroundings } from './surroundings.ts'

/** What `ingestr verify` was asked for. */
export type VerifySettings = { readonly flags: Flags; readonly json: boolean; readonly sample: string | undefined }

const mostKeys = 5

/** Compares tables with Intercom, and prints what was found. Returns the exit code: 1 where something is missing. */
export async function runVerify(given: VerifySettings, surroundings: Surroundings): Promise<number> {
  const { environment, stdin, terminal } = surroundings
  const { flags, json, sample } = given
  const sourceUri = await readUri(needSetting('sourceUri', flags, environment), '--source-uri', stdin)
  const destUri = await readUri(needSetting('destUri', flags, environment), '--dest-uri', stdin)
  const { verify } = await import('@ingestr/ingest')
  const found = await verify({
    sourceUri,
    destUri,
    sourceTables: needSetting('sourceTable', flags, environment),
    destTable: readSetting(settings.destTable, flags.destTable, environment),
    sample: readSample(sample),
    destSettings: { lock_timeout: readSetting(settings.lockTimeout, flags.lockTimeout, environment) },
    ...readRecordWishes(flags, environment),
  })
  terminal.print(json ? JSON.stringify(found, null, 2) : found.tables.map((table) => describe(table)).join('\n'))
  return found.tables.every(({ isGood }) => isGood) ? 0 : 1
}

function readSample(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new IngestError('INVALID_USAGE', '--sample needs a whole number of records, 1 to 600.')
}

function describe(table: VerifiedTable): string {
  const { rows, counted, sampled, missing, stale, notYetDue } = table
  const count = counted === null ? '' : ` of ${formatCount(counted)} that Intercom counts`
  const parts = [
    rows === null ? 'there is NO such table' : `${formatCount(rows)} rows${count}`,
    `${formatCount(sampled)} sampled`,
    ...(missing.length > 0 ? [`${formatCount(missing.length)} MISSING (${list(missing)})`] : []),
    ...(stale.length > 0 ? [`${formatCount(stale.length)} OUT OF DATE (${list(stale)})`] : []),
    ...(notYetDue > 0 ? [`${formatCount(notYetDue)} newer than the last run`] : []),
  ]
  return `${table.isGood ? 'good' : 'NOT GOOD'}: ${table.table} → ${table.target}: ${parts.join(', ')}`
}

function list(keys: readonly string[]): string {
  return [...keys.slice(0, mostKeys), ...(keys.length > mostKeys ? ['…'] : [])].join(', ')
}
