import { existsSync } from 'node:fs'

import { expect, it } from 'vitest'

import { createFixture, people, request, target } from './fixture.ts'

import type { LoadRequest } from '@ingestr/contract'

const wrong: ReadonlyArray<readonly [string, Partial<LoadRequest>]> = [
  ['no table', { tables: [] }],
  [
    'two tables of one target',
    {
      tables: [
        { definition: people, target },
        { definition: people, target: { ...target, name: 'PEOPLE' } },
      ],
    },
  ],
  ['a key that is no column', { tables: [{ definition: { ...people, primaryKey: ['key'] }, target }] }],
  ['a version that is no column', { tables: [{ definition: { ...people, versionColumn: 'version' }, target }] }],
  ['a merge without a key', { tables: [{ definition: { ...people, primaryKey: [] }, target }] }],
  [
    'two columns of one name',
    {
      tables: [
        { definition: { ...people, columns: [...people.columns, { name: 'ID', type: 'text', path: ['x'] }] }, target },
      ],
    },
  ],
  [
    'a reserved name',
    {
      tables: [
        {
          definition: { ...people, columns: [...people.columns, { name: '_ingestr_x', type: 'text', path: ['x'] }] },
          target,
        },
      ],
    },
  ],
]

it.each(wrong)('refuses a load with %s, and makes no file', async (_, change) => {
  await using fixture = await createFixture()
  await expect(fixture.destination.openLoad(request(change))).rejects.toMatchObject({ code: 'INVALID_LOAD' })
  expect(await fixture.destination.describe(target)).toBeUndefined()
})

it.each([
  ['without a name', { schema: 'crm', name: '' }],
  ['in a schema without a name', { schema: '', name: 'people' }],
  ["among ingestr's own", { schema: '_ingestr', name: 'runs' }],
  ["among ingestr's own, in other letters", { schema: '_INGESTR', name: 'people' }],
])('refuses a target %s, and makes no file', async (_, refused) => {
  await using fixture = await createFixture()
  const asked = request({ tables: [{ definition: people, target: refused }] })
  await expect(fixture.destination.openLoad(asked)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  expect(existsSync(fixture.path)).toBe(false)
})

it('names a table by one text, however its name is written', async () => {
  await using fixture = await createFixture()
  const { destination } = fixture
  expect(destination.canonicalName({ name: 'Contacts' })).toBe('main.contacts')
  expect(destination.canonicalName({ schema: 'MAIN', name: 'contacts' })).toBe('main.contacts')
  expect(destination.canonicalName({ schema: 'a.b', name: 'c' })).not.toBe(
    destination.canonicalName({ schema: 'a', name: 'b.c' }),
  )
})
