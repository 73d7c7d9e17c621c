import { presentName } from '@ingestr/connection-uri'
import { IngestError, type Column, type TableDefinition } from '@ingestr/contract'
import type { MaskAlgorithm, MaskSecret, RecordEdit } from '@ingestr/records'

import { unknownColumn } from '../unknown-column.ts'
import { findPlace, type Place } from './find-place.ts'
import { readMask, type AskedMask, type AskedMasks } from './read-masks.ts'

/** The secret, and whether it is the user's own; else it was drawn for this run. */
export type Secret = { readonly value: MaskSecret; readonly isOwn: boolean }

/** What the masks do to one table. */
export interface MaskedTable {
  readonly definition: TableDefinition
  readonly edits: readonly RecordEdit[]
  /** As they were asked for, without secrets. */
  readonly asked: readonly string[]
}

/** @throws IngestError `INVALID_ARGUMENT` for a column that no table has */
export function checkPlaces({ masks }: AskedMasks, tables: readonly TableDefinition[]): void {
  for (const { place } of masks) {
    if (tables.every((table) => findPlace(place, table) === undefined)) {
      const hint = ' Where Intercom sends it without describing it, write a dot before it, as in .some_field:redact.'
      throw unknownColumn('--mask', place, tables, hint)
    }
  }
}

/**
 * A table under its masks: those of presets first, then those written out. One that is written out takes the place of a
 * preset's mask of the same column.
 * @throws IngestError `INVALID_ARGUMENT` for a column that may not be masked so
 */
export function maskTable(definition: TableDefinition, { masks, presets }: AskedMasks, secret: Secret): MaskedTable {
  const own = new Map<string, readonly [AskedMask, Place]>()
  const ofPresets = presets.flatMap((preset) => definition.maskPresets?.[preset] ?? []).map((entry) => readMask(entry))
  for (const mask of ofPresets) add(mask)
  const written = new Set<string>()
  for (const mask of masks) {
    const key = add(mask)
    if (key === undefined) continue
    if (written.has(key)) throw invalid(`names ${presentName(mask.place)} twice. Name it once.`)
    written.add(key)
  }
  const all = [...own.values()]
  for (const [mask, { column }] of all) if (column !== undefined) checkMask(mask, column, definition, secret)
  return {
    definition: { ...definition, columns: definition.columns.map((column) => maskColumn(column, all)) },
    edits: all.map(([{ algorithm, parameter }, { path }]) => ({
      path,
      change: algorithm.create(parameter, secret.value),
    })),
    asked: all.map(([{ place, name, algorithm, parameter }]) =>
      [place, name, ...(algorithm.needsSecret === true ? [] : [parameter])].join(':'),
    ),
  }

  function add(mask: AskedMask): string | undefined {
    const place = findPlace(mask.place, definition)
    if (place === undefined) return undefined
    const key = JSON.stringify(place.path)
    own.delete(key)
    own.set(key, [mask, place])
    return key
  }
}

/** The column has the type of what the mask makes, so that no run takes it for a change of the schema. */
function maskColumn(column: Column, masks: ReadonlyArray<readonly [AskedMask, Place]>): Column {
  const found = masks.find(([, place]) => place.column === column)
  if (found === undefined || found[0].algorithm.result === 'same') return column
  const { encoding: _, ...plain } = column
  return { ...plain, type: found[0].algorithm.result }
}

function checkMask(
  mask: AskedMask,
  column: Column,
  { name, primaryKey, versionColumn }: TableDefinition,
  secret: Secret,
): void {
  if (column.name === versionColumn) {
    throw invalid(
      `cannot mask ${column.name} of ${name}: the newest version of a record is told by it. Leave it as it is, or mask it in a view over the table.`,
    )
  }
  if (primaryKey.includes(column.name) && !keepsApart(mask, secret)) {
    throw invalid(
      `cannot mask ${column.name} of ${name} by ${mask.name}: it is the key, and rows would become one, or come twice. Use hash, or hmac with a secret in INGESTR_MASK_KEY.`,
    )
  }
}

function keepsApart({ algorithm, parameter }: AskedMask, { isOwn }: Secret): boolean {
  if (algorithm.keepsApart !== 'with-key') return algorithm.keepsApart === 'always'
  return isOwn || hasOwnSecret(algorithm, parameter)
}

/** Whether the secret was written behind the second colon. */
export function hasOwnSecret(algorithm: MaskAlgorithm, parameter: string): boolean {
  return algorithm.needsSecret === true && parameter !== ''
}

function invalid(what: string): IngestError {
  return new IngestError('INVALID_ARGUMENT', `--mask ${what}`)
}
