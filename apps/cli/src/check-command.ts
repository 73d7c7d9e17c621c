import type { Check } from '@ingestr/ingest'

import { alignColumns } from './align-columns.ts'
import { describeCommandFailure } from './failure.ts'
import { needSetting, readSetting, type Flags } from './read-settings.ts'
import { readUri } from './read-uri.ts'
import { settings } from './settings.ts'
import type { Surroundings } from './surroundings.ts'

/** What `ingestr check` was asked for. */
export type CheckSettings = { readonly flags: Flags; readonly json: boolean }

/** Prints what the token opens, and whether the destination can be written to. Returns the exit code. */
export async function runCheck({ flags, json }: CheckSettings, surroundings: Surroundings): Promise<number> {
  const { environment, stdin, terminal } = surroundings
  const sourceUri = await readUri(needSetting('sourceUri', flags, environment), '--source-uri', stdin)
  const given = readSetting(settings.destUri, flags.destUri, environment)
  const destUri = given === undefined ? undefined : await readUri(given, '--dest-uri', stdin)
  const sourceTables = readSetting(settings.sourceTable, flags.sourceTable, environment)
  const { check } = await import('@ingestr/ingest')
  const found = await check({ sourceUri, sourceTables, destUri })
  terminal.print(json ? JSON.stringify(asJson(found), null, 2) : describe(found))
  const isGood = found.destination?.error === undefined && found.tables.every(({ error }) => error === undefined)
  return isGood ? 0 : 1
}

function describe({ facts, tables, destination }: Check): string {
  const lines = [
    ['token', 'is taken'],
    ...facts.map(({ name, value }) => [name, value]),
    ...tables.map(({ table, error }) => [table, outcome(error, 'may be read')]),
    ...(destination === undefined
      ? []
      : [['destination', outcome(destination.error, `${destination.location} can be written to`)]]),
  ]
  return alignColumns(lines)
}

function outcome(error: Error | undefined, good: string): string {
  return error === undefined ? good : `NO: ${describeCommandFailure(error).message}`
}

function asJson({ facts, tables, destination }: Check): unknown {
  return {
    facts: Object.fromEntries(facts.map(({ name, value }) => [name, value])),
    tables: tables.map(({ table, error }) => ({ table, error: messageOf(error) })),
    destination: destination && { location: destination.location, error: messageOf(destination.error) },
  }
}

function messageOf(error: Error | undefined): string | null {
  return error === undefined ? null : describeCommandFailure(error).message
}
