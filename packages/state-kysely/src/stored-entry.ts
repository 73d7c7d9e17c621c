import { IngestError, type Checkpoint, type Json, type StateEntry, type Strategy } from '@ingestr/contract'

type Stored = Json | undefined

/** An entry from what an executor gave. Throws `STATE_INVALID` for what this package never wrote. */
export function readEntry(row: Readonly<Record<string, Json>>): StateEntry {
  try {
    return {
      source: parseText(row['source']),
      table: parseText(row['source_table']),
      target: parseText(row['target_table']),
      checkpoint: parseCheckpoint(row['checkpoint']),
      generation: parseText(row['generation']),
      strategy: parseStrategy(row['strategy']),
      isPublished: parseFlag(row['is_published']),
      rows: parseCount(row['rows']),
      revision: parseCount(row['revision']),
    }
  } catch (cause) {
    throw new IngestError(
      'STATE_INVALID',
      `The stored state of the table ${JSON.stringify(row['target_table'])} cannot be read: something else than ingestr ` +
        'changed it. Delete its row in the table of checkpoints, and the next run loads the table from the beginning.',
      { cause },
    )
  }
}

function parseText(value: Stored): string {
  if (typeof value === 'string') return value
  throw notA('text', value)
}

/** Executors give 64-bit integers as text. */
function parseCount(value: Stored): number {
  const count = typeof value === 'string' ? Number(value) : value
  if (typeof count === 'number' && Number.isSafeInteger(count)) return count
  throw notA('a whole number', value)
}

/** SQLite gives booleans as 0 and 1. */
function parseFlag(value: Stored): boolean {
  if (typeof value === 'boolean') return value
  const flag = parseCount(value)
  if (flag === 0 || flag === 1) return flag === 1
  throw notA('a truth value', value)
}

function parseStrategy(value: Stored): Strategy {
  if (value === 'append' || value === 'merge' || value === 'replace') return value
  throw notA('a strategy', value)
}

function parseCheckpoint(value: Stored): Checkpoint {
  const checkpoint: unknown = JSON.parse(parseText(value))
  if (isCheckpoint(checkpoint)) return checkpoint
  throw notA('a checkpoint', value)
}

function isCheckpoint(value: unknown): value is Checkpoint {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notA(expected: string, value: Stored): IngestError {
  return new IngestError('STATE_INVALID', `Expected ${expected}, found ${JSON.stringify(value)}.`)
}
