import { NumberText, type Scalar } from '@ingestr/records'

import type { RawEnvelope, RawList, RawPages, RawRecord } from './raw-envelope.ts'

import type { Envelope, EnvelopeRecord, NextPage } from './envelope.ts'

/** From here on a number of seconds would be in the year 5138, so it is one of milliseconds. */
const millisecondsFrom = 1e11

/** What an envelope means; `recordsKey` is the key of the list that was found. */
export function interpretEnvelope(raw: RawEnvelope, recordsKey: string, list: RawList): Envelope {
  return {
    recordsKey,
    count: list.records.length,
    records: list.records.map(interpretRecord),
    truncatedLists: list.truncatedLists,
    totalCount: count(raw.totalCount),
    next: interpretNext(raw.pages?.next),
    page: count(raw.pages?.page),
    perPage: count(raw.pages?.perPage),
    totalPages: count(raw.pages?.totalPages),
    scrollParam: text(raw.scrollParam),
  }
}

function interpretRecord(record: RawRecord): EnvelopeRecord {
  return {
    id: record.id instanceof NumberText ? record.id.text : text(record.id),
    createdAt: unixSeconds(record.createdAt),
    updatedAt: unixSeconds(record.updatedAt),
  }
}

function interpretNext(next: RawPages['next']): NextPage | undefined {
  if (next === undefined || next === 'unreadable') return undefined
  if ('url' in next) return interpretUrl(next.url)
  return nextPage(text(next.startingAfter), count(next.page))
}

function interpretUrl(url: string): NextPage | undefined {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1))
  const page = query.get('page')
  return nextPage(query.get('starting_after') ?? undefined, page === null ? undefined : count(new NumberText(page)))
}

function nextPage(startingAfter: string | undefined, page: number | undefined): NextPage | undefined {
  if (startingAfter === undefined && page === undefined) return undefined
  return { startingAfter, page }
}

function text(scalar: Scalar): string | undefined {
  return typeof scalar === 'string' && scalar !== '' ? scalar : undefined
}

function count(scalar: Scalar): number | undefined {
  const value = scalar instanceof NumberText ? Number(scalar.text) : undefined
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function unixSeconds(scalar: Scalar): number | undefined {
  const value = scalar instanceof NumberText ? Number(scalar.text) : secondsOfText(scalar)
  if (value === undefined || !Number.isFinite(value)) return undefined
  return Math.abs(value) >= millisecondsFrom ? value / 1000 : value
}

function secondsOfText(scalar: string | null | undefined): number | undefined {
  if (typeof scalar !== 'string') return undefined
  if (/^-?\d+(?:\.\d+)?$/.test(scalar)) return Number(scalar)
  return /^\d{4}-\d\d-\d\d/.test(scalar) ? Date.parse(scalar) / 1000 : undefined
}
