import { invalidResponse } from '../errors.ts'
import { interpretEnvelope } from './interpret.ts'
import { parseEnvelope } from './parse-envelope.ts'
import { scanEnvelope } from './scan-envelope.ts'

import type { Envelope } from './envelope.ts'

/** What a page must have to be one. */
export interface PageShape {
  /** For messages: `POST /contacts/search`. */
  readonly endpoint: string
  /** Keys that the list may be under; the first one found counts. */
  readonly recordsKeys: readonly string[]
  /** Whether `pages` must be there. A page without it would be taken for the last one. */
  readonly hasPages: boolean
}

/** @throws IngestError `INVALID_RESPONSE` for a body that is not whole JSON, or not such a page. */
export function readEnvelope(bytes: Uint8Array, shape: PageShape): Envelope {
  const raw = scanEnvelope(bytes, shape.recordsKeys) ?? parseEnvelope(bytes, shape.recordsKeys)
  if (raw === undefined) {
    throw invalidResponse(
      shape.endpoint,
      bytes.length === 0 ? 'an empty body' : 'a body that is not one whole JSON object',
    )
  }
  const recordsKey = shape.recordsKeys.find((key) => raw.lists.has(key))
  const list = recordsKey === undefined ? undefined : raw.lists.get(recordsKey)
  if (recordsKey === undefined || list === undefined) {
    throw invalidResponse(shape.endpoint, `a body without its list (\`${shape.recordsKeys.join('` or `')}\`)`)
  }
  if (shape.hasPages && raw.pages === undefined) throw invalidResponse(shape.endpoint, 'a page without `pages`')
  const envelope = interpretEnvelope(raw, recordsKey, list)
  const next = raw.pages?.next
  const isNextLost = next === 'unreadable' || (next !== undefined && 'url' in next && envelope.next === undefined)
  if (isNextLost) throw invalidResponse(shape.endpoint, 'a `pages.next` that leads nowhere')
  return envelope
}
