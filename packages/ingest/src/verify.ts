import {
  type CallOptions,
  IngestError,
  type Row,
  type Runtime,
  type Source,
  type StatefulDestination,
  type TableDefinition,
} from '@ingestr/contract'
import { readState } from '@ingestr/state-kysely'

import { chooseTables } from './choose-tables.ts'
import { createDestination, createSource, describeCheckpoint } from './connectors.ts'
import type { RecordWishes } from './record-wishes/record-wishes.ts'
import { shapeTables } from './shaped-source.ts'
import type { SourceSettings } from './source-settings.ts'
import { createSystemRuntime } from './system-runtime.ts'

/** What to compare. Records that were stored masked are found by the same masks. */
export interface VerifyOptions extends CallOptions, RecordWishes {
  readonly sourceUri: string
  readonly destUri: string
  readonly sourceTables: string | readonly string[]
  readonly destTable?: string | undefined
  /** How many records of each table are looked for, about; 1 to 600. Default: 100. */
  readonly sample?: number | undefined
  readonly sourceSettings?: SourceSettings | undefined
  readonly destSettings?: SourceSettings | undefined
  readonly runtime?: Runtime | undefined
}

/** What was found of one table. */
export interface VerifiedTable {
  readonly table: string
  readonly target: string
  /** Rows in the table; null where there is none. */
  readonly rows: number | null
  /** Records that the source counts, created before the table was last read; null where it cannot tell. */
  readonly counted: number | null
  readonly sampled: number
  /** Keys of sampled records that should be in the table and are not. */
  readonly missing: readonly string[]
  /** Keys of those that are there in an older version than the last run must have brought. */
  readonly stale: readonly string[]
  /** Sampled records that were created or updated after the last run: the next one brings them. */
  readonly notYetDue: number
  /** Nothing is missing or stale, and there are as many rows as are counted, at least. */
  readonly isGood: boolean
}

const usualSample = 100
const largestSample = 600

/**
 * Compares tables with what the source has: by count, and by the keys and versions of records from all over each table.
 * Writes nothing.
 * @throws IngestError `INVALID_ARGUMENT` for a size that cannot be, and a destination that has no SQL; and what else keeps
 *   either side from being asked
 */
export async function verify(
  options: VerifyOptions,
): Promise<{ readonly location: string; readonly tables: readonly VerifiedTable[] }> {
  const { sample = usualSample, runtime = createSystemRuntime(), signal } = options
  if (!Number.isInteger(sample) || sample < 1 || sample > largestSample) {
    throw new IngestError('INVALID_ARGUMENT', `A sample cannot be of ${sample} records: write 1 to ${largestSample}.`)
  }
  await using plain = await createSource(options.sourceUri, runtime, options.sourceSettings)
  await using destination = await createDestination(options.destUri, runtime, options.destSettings)
  const choices = await chooseTables(plain, options.sourceTables, options.destTable, { signal })
  const source = await shapeTables(plain, choices, options)
  const definitions = await source.listTables({ signal })
  const tables: VerifiedTable[] = []
  for (const { table, target } of choices) {
    const definition = definitions.find(({ name }) => name === table)
    if (definition === undefined) throw unknownTable(table, definitions)
    tables.push(await verifyTable({ source, destination, definition, target, sample, runtime, signal }))
  }
  return { location: destination.location, tables }
}

interface Comparison extends CallOptions {
  readonly source: Source
  readonly destination: StatefulDestination
  readonly definition: TableDefinition
  readonly target: { readonly schema?: string | undefined; readonly name: string }
  readonly sample: number
  readonly runtime: Runtime
}

async function verifyTable(comparison: Comparison): Promise<VerifiedTable> {
  const { source, destination, definition, target, sample, runtime, signal } = comparison
  const name = destination.canonicalName(target)
  const table = definition.name
  if (source.sample === undefined) throw new IngestError('INVALID_ARGUMENT', 'This source gives no samples.')
  const state = await destination.describe(target, { signal })
  const readUpTo = await findReadUpTo(comparison, name)
  const request = { table, rows: sample, random: runtime.random, createdBefore: readUpTo }
  const { count, pages } = await source.sample(request, { signal })
  const sampled = pages.flatMap((page) => [...page.rows(definition)])
  const records = new Map(sampled.map((record) => [keyOf(record, definition), record]))
  const keys = [...records.keys()]
  const stored = await readVersions(comparison, keys)
  const missing: string[] = []
  const stale: string[] = []
  let notYetDue = 0
  for (const [key, record] of records) {
    const version = versionOf(record, definition)
    const isDue = version === undefined || readUpTo === undefined || version < readUpTo
    const found = stored.get(key)
    if (found === undefined || (version !== undefined && (found ?? -Infinity) < version)) {
      if (!isDue) notYetDue += 1
      else (found === undefined ? missing : stale).push(key)
    }
  }
  const rows = state?.rows ?? null
  const isGood = missing.length === 0 && stale.length === 0 && rows !== null && rows >= (count ?? 0)
  return { table, target: name, rows, counted: count, sampled: records.size, missing, stale, notYetDue, isGood }
}

/** Versions before it must be in the table. */
async function findReadUpTo(
  { destination, definition, runtime, signal }: Comparison,
  target: string,
): Promise<number | undefined> {
  const { entries } = await readState(destination.sql, { signal })
  const entry = entries.find((each) => each.target === target && each.table === definition.name)
  if (entry === undefined) return undefined
  return (await describeCheckpoint(entry.source, entry.checkpoint, runtime))?.readUpTo ?? undefined
}

async function readVersions(
  { destination, definition, target, signal }: Comparison,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  if (destination.readVersions === undefined) {
    throw new IngestError('INVALID_ARGUMENT', `${destination.location} cannot look rows up by their keys.`)
  }
  const [keyColumn = ''] = definition.primaryKey
  const { versionColumn } = definition
  return await destination.readVersions({ table: target, keyColumn, versionColumn, keys }, { signal })
}

function keyOf(row: Row, { primaryKey: [column = ''] }: TableDefinition): string {
  const value = row[column] ?? null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function versionOf(row: Row, { versionColumn }: TableDefinition): number | undefined {
  const value = versionColumn === undefined ? undefined : row[versionColumn]
  return value instanceof Date ? value.getTime() : undefined
}

function unknownTable(name: string, known: readonly TableDefinition[]): IngestError {
  const shown = /^[a-z_]{1,40}$/i.test(name) ? `"${name}"` : 'of the name that was given'
  const names = known.map((table) => table.name).join(', ')
  return new IngestError('UNKNOWN_TABLE', `There is no table ${shown}. The tables are: ${names}.`)
}
