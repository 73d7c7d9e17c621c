import { describe, expect, it } from 'vitest'

import { checkWishes } from '../src/index.ts'

describe('wishes that are stored to run later', () => {
  it('are taken where a run could begin with them', async () => {
    const masks = { mask: 'intercom-pii,custom_attributes:redact', maskKey: 'x'.repeat(20) }
    await expect(checkWishes({ sourceTables: ['contacts'], ...masks })).resolves.toBeUndefined()
    await expect(checkWishes({ sourceTables: ['tags', 'contacts'], destTable: 'a.{table}' })).resolves.toBeUndefined()
    await expect(checkWishes({ sourceTables: ['all'] })).resolves.toBeUndefined()
  })

  it.each([
    ['a table that there is not', { sourceTables: ['contact'] }, 'UNKNOWN_TABLE'],
    ['several tables in one target', { sourceTables: ['contacts', 'tags'], destTable: 'one' }, 'INVALID_ARGUMENT'],
    ['a mask that there is not', { sourceTables: ['contacts'], mask: 'email:hide' }, 'INVALID_ARGUMENT'],
    ['a column that there is not', { sourceTables: ['contacts'], mask: 'emial:hash' }, 'INVALID_ARGUMENT'],
    [
      'a strategy that the table cannot have',
      { sourceTables: ['tags'], incrementalStrategy: 'merge' },
      'INVALID_ARGUMENT',
    ],
  ])('are refused for %s', async (_, wishes, code) => {
    await expect(checkWishes(wishes)).rejects.toMatchObject({ code })
  })
})
