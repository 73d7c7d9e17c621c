import { NumberText, type Scalar } from '@ingestr/records'

import type { RawEnvelope, RawList, RawPages, RawRecord } from './raw-envelope.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** What a reviver is told besides, newer than TypeScript's own declaration: how a number was written. */
type ReviverContext = { readonly source?: string }

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads the envelope by parsing the whole body: slow, and right about everything. Undefined: no JSON object. */
export function parseEnvelope(bytes: Uint8Array, recordsKeys: readonly string[]): RawEnvelope | undefined {
  const body = parseBody(bytes)
  if (!isObject(body)) return undefined
  const lists = recordsKeys.flatMap((key): Array<[string, RawList]> => {
    const list = own(body, key)
    return Array.isArray(list) ? [[key, toList(list)]] : []
  })
  const pages = own(body, 'pages')
  return {
    lists: new Map(lists),
    totalCount: scalar(body, 'total_count'),
    scrollParam: scalar(body, 'scroll_param'),
    pages: isObject(pages) ? toPages(pages) : undefined,
  }
}

/** Of an object that is known to be JSON. */
export function readPages(text: string): RawPages | undefined {
  const pages = parseText(text)
  return isObject(pages) ? toPages(pages) : undefined
}

function parseBody(bytes: Uint8Array): unknown {
  try {
    const text = strictDecoder.decode(bytes)
    return parseText(text)
  } catch {
    return undefined
  }
}

function parseText(text: string): unknown {
  return JSON.parse(text, keepNumberText)
}

function keepNumberText(_key: string, value: unknown, context?: ReviverContext): unknown {
  return typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value
}

function toList(list: readonly unknown[]): RawList {
  return { records: list.map(toRecord), truncatedLists: countTruncated(list) }
}

/** How many objects say that a list was cut short, those inside of others included. */
function countTruncated(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return 0
  const itself = !Array.isArray(value) && 'has_more' in value && value.has_more === true ? 1 : 0
  return Object.values(value).reduce((sum: number, inner: unknown) => sum + countTruncated(inner), itself)
}

function toRecord(record: unknown): RawRecord {
  if (!isObject(record)) return { id: undefined, createdAt: undefined, updatedAt: undefined }
  return {
    id: scalar(record, 'id'),
    createdAt: scalar(record, 'created_at'),
    updatedAt: scalar(record, 'updated_at'),
  }
}

function toPages(pages: JsonObject): RawPages {
  return {
    page: scalar(pages, 'page'),
    perPage: scalar(pages, 'per_page'),
    totalPages: scalar(pages, 'total_pages'),
    next: toNext(own(pages, 'next')),
  }
}

function toNext(next: unknown): RawPages['next'] {
  if (next === undefined || next === null) return undefined
  if (typeof next === 'string') return { url: next }
  if (!isObject(next)) return 'unreadable'
  return { startingAfter: scalar(next, 'starting_after'), page: scalar(next, 'page') }
}

function scalar(object: JsonObject, key: string): Scalar {
  const value = own(object, key)
  return typeof value === 'string' || value === null || value instanceof NumberText ? value : undefined
}

function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
}
