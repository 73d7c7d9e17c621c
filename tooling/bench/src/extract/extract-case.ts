import type { Contestant } from './contestant.ts'
import type { Course, Timing } from './race.ts'

/** Who takes part. */
export type Field = {
  readonly ingestr: (name: string, table?: string, flags?: readonly string[]) => Contestant
  /** None where Python or dlt is missing. */
  readonly others: readonly Contestant[]
}

/** A bound that a case is held to. */
export type Target = {
  readonly what: string
  readonly is: number
  readonly bound: number
  readonly kind: 'at least' | 'at most'
  readonly unit: '×' | 's' | 'MiB'
}

export type CaseResult = { readonly timings: readonly Timing[]; readonly targets: readonly Target[] }

/** One question to the extraction, that can be asked alone. */
export type ExtractCase = {
  readonly name: string
  readonly title: (course: Course) => string
  readonly run: (course: Course, field: Field) => Promise<CaseResult>
}

/** Names in results and in the table of the README. */
export const ours = 'ingestr'
export const oneAtATime = 'ingestr, one request at a time'

export function secondsOf(timings: readonly Timing[], name: string): number {
  return timings.find((timing) => timing.name === name)?.seconds ?? NaN
}

export function singly(field: Field): Contestant {
  return field.ingestr(oneAtATime, 'contacts', ['--extract-parallelism', '1'])
}
