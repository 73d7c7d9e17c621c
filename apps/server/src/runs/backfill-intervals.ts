import { IngestError } from '@ingestr/contract'

import type { NewBackfill } from '../schemas.ts'

const dayMs = 24 * 3_600_000
const mostRuns = 400

/**
 * The parts of an interval, oldest first, as instants of UTC; each ends where the next begins.
 * @throws IngestError `INVALID_ARGUMENT` for an interval that is empty, or too long for its parts
 */
export function backfillIntervals({ from, to, daysPerRun }: NewBackfill): ReadonlyArray<{ from: string; to: string }> {
  const start = readInstant(from)
  const end = readInstant(to)
  if (!(start < end))
    throw new IngestError('INVALID_ARGUMENT', `A backfill begins before it ends: ${from} is not before ${to}.`)
  const stepMs = daysPerRun * dayMs
  const count = Math.ceil((end - start) / stepMs)
  if (count > mostRuns) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `That would be ${count} runs, and ${mostRuns} are the most. Take more days per run.`,
    )
  }
  return Array.from({ length: count }, (_, index) => ({
    from: new Date(start + index * stepMs).toISOString(),
    to: new Date(Math.min(end, start + (index + 1) * stepMs)).toISOString(),
  }))
}

function readInstant(text: string): number {
  const at = Date.parse(text)
  // Some days that are in no calendar are taken for those after: 30 February for 2 March.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 10))) return at
  throw new IngestError('INVALID_ARGUMENT', `There is no day ${text}. Write one such as 2026-11-30.`)
}
