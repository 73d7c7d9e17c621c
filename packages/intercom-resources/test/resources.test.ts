import { findResource, intercomResources } from '@ingestr/intercom-resources'
import { describe, expect, test } from 'vitest'

import { description } from './description.ts'

const versioned = ['contacts', 'companies', 'conversations', 'articles']

describe.each([...intercomResources])('%s', (name, resource) => {
  test('is listed as the description says, under the key of its records', () => {
    const { path, method, recordsKey } = description.lists[name] ?? {}
    expect([resource.path, resource.recordsKey]).toEqual([path, recordsKey])
    expect(resource.listing === 'search').toBe(method === 'post')
    expect(resource.table.records).toEqual([recordsKey, '*'])
  })

  test('has a key and, where it has versions, a version among its columns', () => {
    const { columns, primaryKey, versionColumn } = resource.table
    const names = columns.map((column) => column.name)
    expect(names).toEqual(expect.arrayContaining([...primaryKey]))
    expect(primaryKey).toEqual([name === 'data_attributes' ? 'name' : 'id'])
    expect(versionColumn).toBe(versioned.includes(name) ? 'updated_at' : undefined)
  })

  test('is merged and read by intervals where it has versions, and replaced where it has none', () => {
    const expected = versioned.includes(name) ? ['merge', 'supported'] : ['replace', 'ignored']
    expect([resource.table.strategy, resource.interval]).toEqual(expected)
  })

  test('takes unknown fields for columns', () => expect(resource.table.isOpen).toBe(true))

  test('is found by its exact name', () => expect(findResource(name)).toBe(resource))
})

test.each(['Contacts', 'contact', '', '__proto__'])('there is no resource named %j', (name) => {
  expect(findResource(name)).toBeUndefined()
})
