import type { Checkpoint } from '@ingestr/contract'

/** Beside what the source keeps there: how the records that were stored up to it had been edited. */
const key = '_edits'

/** The checkpoint with the fingerprint of what is done to records; as it is where nothing is. */
export function withMark(checkpoint: Checkpoint, fingerprint: string | undefined): Checkpoint {
  return fingerprint === undefined ? checkpoint : { ...checkpoint, [key]: fingerprint }
}

/** The checkpoint as the source made it. */
export function withoutMark(checkpoint: Checkpoint): Checkpoint {
  const { [key]: _, ...plain } = checkpoint
  return plain
}

/** Whether records up to the checkpoint were edited otherwise than they are now. */
export function isEditedOtherwise(checkpoint: Checkpoint, fingerprint: string | undefined): boolean {
  return (checkpoint[key] ?? undefined) !== fingerprint
}
