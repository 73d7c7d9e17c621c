import { readEnvelope, type PageShape } from '../envelope/read-envelope.ts'

import type { Envelope } from '../envelope/envelope.ts'
import type { HttpResponse } from '../http/message.ts'

/** One response of a list, whole. */
export interface IntercomPage {
  /** The body: UTF-8 JSON. */
  readonly bytes: Uint8Array
  readonly envelope: Envelope
  /** The `per_page` of the request; undefined where there is none to ask for. */
  readonly requestedPerPage: number | undefined
}

/** @throws IngestError `INVALID_RESPONSE` unless the response is a page of that shape. */
export function readPage(response: HttpResponse, shape: PageShape, requestedPerPage?: number): IntercomPage {
  const bytes = withoutByteOrderMark(response.bytes)
  return { bytes, envelope: readEnvelope(bytes, shape), requestedPerPage }
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return hasMark ? bytes.subarray(3) : bytes
}
