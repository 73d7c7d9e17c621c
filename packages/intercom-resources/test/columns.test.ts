import { intercomResources } from '@ingestr/intercom-resources'
import { describe, expect, test } from 'vitest'

import type { ColumnType } from '@ingestr/contract'

import { description, leaves, type Property } from './description.ts'

/** Objects that stay one JSON column: envelopes of lists, maps, and what is nested in the company of a conversation. */
const keptWhole: Readonly<Record<string, readonly string[]>> = {
  contacts: ['tags', 'notes', 'companies', 'social_profiles'],
  companies: ['tags', 'segments', 'notes'],
  conversations: [
    'tags',
    'contacts',
    'teammates',
    'linked_objects',
    'ai_agent.content_sources',
    'company.plan',
    'company.tags',
    'company.segments',
    'company.notes',
  ],
  articles: ['translated_content', 'tags'],
}

/** Columns of fields that recorded answers of the live API have and the description does not. */
const seenLive: Readonly<Record<string, readonly string[]>> = {
  contacts: [
    'unsubscribed_from_sms',
    'sms_consent',
    'enabled_push_messaging',
    'opted_in_subscription_types',
    'opted_out_subscription_types',
    'location.country_code',
    'location.continent_code',
    'referrer',
    'utm_campaign',
    'utm_content',
    'utm_medium',
    'utm_source',
    'utm_term',
  ],
  conversations: ['topics', 'ticket'],
}

/** Where the description calls a number whole that may have a fraction. */
const fractional = /(^|\.)monthly_spend$/

/** Times that the description gives no `date-time` format. */
const undeclaredTime = /_at$/

const isId = /(^|[._])id$/

function expectedType(path: string, { type, format, properties }: Property): ColumnType {
  if (type === 'array' || type === 'object' || properties !== undefined) return 'json'
  if (type === 'boolean') return 'boolean'
  if (type === 'string' || isId.test(path)) return 'text'
  if (format === 'date-time' || undeclaredTime.test(path)) return 'timestamp'
  return type === 'number' || fractional.test(path) ? 'double' : 'integer'
}

test('the tables are the ten of the official description, in the order people are shown', () => {
  expect(description.version).toBe('2.16')
  expect([...intercomResources.keys()]).toEqual(Object.keys(description.lists))
})

describe.each(Object.entries(description.lists))('%s', (name, listed) => {
  const table = intercomResources.get(name)?.table
  const columns = new Map(table?.columns.map((column) => [column.path.join('.'), column]))
  const described = new Map(leaves(listed.record, (path) => keptWhole[name]?.includes(path) ?? false))

  test('has a column for every property that the description has, and beyond it only what was seen live', () => {
    expect([...columns.keys()].toSorted()).toEqual([...described.keys(), ...(seenLive[name] ?? [])].toSorted())
  })

  test('gives each column the type of its property', () => {
    const types = [...described].map(([path]) => [path, columns.get(path)?.type])
    expect(types).toEqual([...described].map(([path, property]) => [path, expectedType(path, property)]))
  })

  test('reads unix seconds in every timestamp, and in nothing else', () => {
    for (const { name: column, type, encoding } of columns.values()) {
      expect([column, encoding]).toEqual([column, type === 'timestamp' ? 'unix-seconds' : undefined])
    }
  })

  test('names each column by its path, no two alike', () => {
    for (const { name: column, path } of columns.values()) expect(column).toBe(path.join('_'))
    const names = table?.columns.map((column) => column.name.toLowerCase())
    expect(new Set(names).size).toBe(names?.length)
  })

  test('describes each column, durations with their unit', () => {
    for (const { name: column, type, description: words = '' } of columns.values()) {
      expect(words, column).toMatch(/\.$/)
      const isDuration = type === 'integer' && /(^|_)time(_|$)/.test(column)
      expect([column, /in seconds/i.test(words)]).toEqual([column, isDuration || column.includes('_response_time')])
    }
  })
})
