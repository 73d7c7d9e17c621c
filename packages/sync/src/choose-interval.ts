import { IngestError, type Interval, type TableDefinition } from '@ingestr/contract'

/** What the user asked for. */
export interface IntervalRequest {
  readonly interval?: Interval | undefined
  readonly isFullRefresh?: boolean | undefined
}

/**
 * The interval to read, if any. A table that is replaced has no versions to choose from: the interval is set aside, and
 * a note says so.
 * @throws IngestError `INVALID_ARGUMENT` for an empty interval, or one together with a full refresh
 */
export function chooseInterval(
  request: IntervalRequest,
  definition: TableDefinition,
  notes: string[],
): Interval | undefined {
  const { interval, isFullRefresh } = request
  if (interval === undefined) return undefined
  if (isFullRefresh === true) {
    throw new IngestError(
      'INVALID_ARGUMENT',
      'A full refresh (--full-refresh) cannot go with an interval (--interval-start, --interval-end): the table would hold nothing but the interval. Leave one of them out.',
    )
  }
  const { start, end } = interval
  if (start !== undefined && end !== undefined && start >= end) {
    const [from, to] = [start, end].map((time) => new Date(time).toISOString())
    throw new IngestError('INVALID_ARGUMENT', `The interval is empty: its start ${from} is not before its end ${to}.`)
  }
  if (definition.strategy !== 'replace' && definition.versionColumn !== undefined) return interval
  const reason = definition.strategy === 'replace' ? 'replaces the table' : 'reads the list'
  notes.push(`The interval has no effect on ${definition.name}: every run ${reason} as a whole.`)
  return undefined
}
