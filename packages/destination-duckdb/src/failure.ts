import { IngestError } from '@ingestr/contract'

import { damagedFile } from './damage.ts'
import { reasonOf, tellsOfMemory } from './reason.ts'

/** Wraps what DuckDB or the file system threw while `action` ("write to the table x") was going on. */
export function destinationFailure(action: string, cause: unknown): IngestError {
  if (IngestError.isInstance(cause)) return cause
  const damaged = damagedFile(undefined, cause)
  if (damaged !== undefined) return damaged
  const reason = reasonOf(cause)
  if (isConflict(reason)) {
    const message = `Could not ${action}: another transaction has changed it meanwhile. Nothing of this was kept. Run again.`
    return new IngestError('STATE_CONFLICT', message, { cause, isRetryable: true })
  }
  const way = wayOut(reason)
  const sentence = way === '' || reason.endsWith('.') ? reason : `${reason}.`
  return new IngestError('DESTINATION_FAILED', `Could not ${action}: ${sentence}${way}`, { cause })
}

/** Two transactions of one DuckDB changed the same rows, or one of them the table. A key that repeats is quoted, and is none. */
function isConflict(reason: string): boolean {
  return /^transactioncontext error: (?:failed to commit: )?(?:transaction |(?:catalog )?write-write )?conflict/i.test(
    reason,
  )
}

function wayOut(reason: string): string {
  if (/no space left|disk is full/i.test(reason)) {
    return ' Free some space and run again: what was committed is there, and the rest is read again.'
  }
  if (/failed to offload/i.test(reason)) {
    return ' Free some space on the disk, or give DuckDB more memory with ?memory_limit=4GB, and run again.'
  }
  if (/dependency error/i.test(reason)) return ' Drop the index or view that depends on the table, and run again.'
  if (tellsOfMemory(reason)) return ' Give it more with ?memory_limit=4GB, and run again.'
  if (/UNIQUE or PRIMARY KEY constraint/i.test(reason)) {
    return ' A value does not fit the type of a key. Load into another table, or copy this one to a table without a key.'
  }
  if (/NOT NULL constraint/i.test(reason)) {
    return ' The table has a column that this load does not fill; make it nullable, or load into another table.'
  }
  return ''
}
