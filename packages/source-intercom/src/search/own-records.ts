import type { EnvelopeRecord, IntercomPage } from '@ingestr/intercom-client'
import { forgetOutline, outlineRecords } from '@ingestr/records'

import type { Partition } from '../checkpoint.ts'
import type { WalkTerms } from './partition-walk.ts'

/** A page as it is handed on, and how many records were left out of it. */
export type OwnPage = { readonly page: IntercomPage; readonly leftOut: number }

/**
 * Leaves out the records at the end of a page that lie behind the range of its walk, where that was cut: its query goes on there, and another walk brings
 * them. Each would be compared with the one that is stored. The envelope stays as it came.
 */
export function withoutOthers(page: IntercomPage, range: Partition, { sortedBy, wanted }: WalkTerms): OwnPage {
  const whole = { page, leftOut: 0 }
  const isAscending = range.order === 'ascending'
  const bound = isAscending ? range.upper : range.lower
  const isCut = bound !== (isAscending ? wanted.upper : wanted.lower)
  if (bound === null || !isCut || range.isDisordered) return whole
  const { records, recordsKey } = page.envelope
  const isOthers = (at: EnvelopeRecord['createdAt']): boolean => {
    if (at === undefined) return false
    return isAscending ? at >= bound : at < bound
  }
  const own = records.findLastIndex((record) => !isOthers(record[sortedBy])) + 1
  if (own === records.length) return whole
  const bytes = cutBehind(page.bytes, { recordsKey, own, count: records.length })
  return bytes === undefined ? whole : { page: { ...page, bytes }, leftOut: records.length - own }
}

/** Undefined where it cannot be told where the records are. */
function cutBehind(
  body: Uint8Array,
  { recordsKey, own, count }: { readonly recordsKey: string; readonly own: number; readonly count: number },
): Uint8Array | undefined {
  const outline = outlineRecords(body, [recordsKey, '*'])
  if (outline?.starts.length !== count) return undefined
  const start = own === 0 ? outline.starts[0] : outline.ends[own - 1]
  const kept = Buffer.concat([body.subarray(0, start), body.subarray(outline.ends.at(-1))])
  forgetOutline(body)
  return kept
}
