import { createHash, createHmac, randomBytes } from 'node:crypto'

import { IngestError, type TableDefinition } from '@ingestr/contract'
import { trimEdits, type RecordEdit } from '@ingestr/records'

import { excludeColumns, readExcluded } from './excluded-columns.ts'
import { checkPlaces, hasOwnSecret, maskTable, type Secret } from './mask-edits.ts'
import { readMasks, type AskedMask, type AskedMasks } from './read-masks.ts'
import type { RecordWishes } from './record-wishes.ts'

/** What becomes of one table's records on their way. */
export interface EditedTable {
  /** The table as its edited records fill it. */
  readonly definition: TableDefinition
  /** Where its records are in a body. */
  readonly records: readonly string[]
  /** None where the pages go through as they are. */
  readonly edits: readonly RecordEdit[]
  /** Tells apart what is done to records, so that a later run knows whether earlier ones did the same; no secret. */
  readonly fingerprint: string | undefined
  /** For people. */
  readonly notes: readonly string[]
}

const shortestSecret = 16

/**
 * Reads the wishes, and says what becomes of a table by them: first columns are left out, then text is trimmed, then masked.
 * @throws IngestError `INVALID_ARGUMENT` for what cannot be; the result throws it for what its table cannot have
 */
export function editorOf(
  wishes: RecordWishes,
  chosen: readonly TableDefinition[],
): (definition: TableDefinition) => EditedTable {
  const asked = readMasks(wishes.mask, chosen)
  checkPlaces(asked, chosen)
  const secret = readSecret(wishes.maskKey, asked)
  const excluded = readExcluded(wishes.excludeColumns, chosen)
  const isTrimmed = wishes.trimWhitespace === true
  return (definition) => {
    const narrowed = excludeColumns(definition, excluded)
    const masked = maskTable(narrowed.definition, asked, secret)
    const trims = isTrimmed ? trimEdits(narrowed.definition) : []
    const edits = [...narrowed.edits, ...trims, ...masked.edits]
    const what = JSON.stringify([excluded, isTrimmed, masked.asked])
    return {
      definition: masked.definition,
      records: definition.records,
      edits,
      fingerprint: edits.length === 0 ? undefined : fingerprintOf(what, secret),
      notes: masked.edits.length === 0 ? [] : notesOn(asked, secret),
    }
  }
}

/** Drawn anew for each run where the user has none: masks then differ from run to run. */
function readSecret(given: string | undefined, { masks }: AskedMasks): Secret {
  if (given !== undefined && given.length < shortestSecret) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `INGESTR_MASK_KEY has ${given.length} characters; a secret of at least ${shortestSecret} is needed. Make one with: openssl rand -hex 32`,
    )
  }
  if (given !== undefined) return { value: given, isOwn: true }
  if (masks.some(({ algorithm, parameter }) => algorithm.needsSecret === true && parameter === '')) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      '--mask hmac needs a secret in the variable INGESTR_MASK_KEY. Make one with: openssl rand -hex 32',
    )
  }
  return { value: randomBytes(32), isOwn: false }
}

function fingerprintOf(what: string, { value, isOwn }: Secret): string {
  const digest = isOwn ? createHmac('sha256', value).update(what) : createHash('sha256').update(what)
  return digest.digest('hex').slice(0, 16)
}

function notesOn({ masks }: AskedMasks, { isOwn }: Secret): readonly string[] {
  const notes: string[] = []
  if (masks.some(({ algorithm, parameter }) => hasOwnSecret(algorithm, parameter))) {
    notes.push('The secret of hmac stands in the command line, where others can see it: set INGESTR_MASK_KEY instead.')
  }
  const drawn = [...new Set(masks.filter((mask) => isDrawn(mask)).map(({ name }) => name))]
  if (!isOwn && drawn.length > 0) {
    notes.push(
      `What ${drawn.join(', ')} makes of a value differs from run to run: set INGESTR_MASK_KEY to have it stay the same.`,
    )
  }
  return notes
}

function isDrawn({ name }: AskedMask): boolean {
  return ['uuid', 'random', 'noise', 'date_shift'].includes(name)
}
