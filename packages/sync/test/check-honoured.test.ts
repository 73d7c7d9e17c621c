import { rejectionOf } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import type { TableDefinition, Wish } from '@ingestr/contract'

import { checkHonoured } from '../src/check-honoured.ts'

const id = { name: 'id', type: 'text', path: ['id'] } as const
const people: TableDefinition = {
  name: 'people',
  records: ['data', '*'],
  columns: [id],
  primaryKey: ['id'],
  strategy: 'merge',
  isOpen: true,
}

function place(...honours: readonly Wish[]): Parameters<typeof checkHonoured>[1] {
  return {
    location: 'a place',
    capabilities: { strategies: ['merge'], commitsState: true, resumesReplace: true, honours },
  }
}

const refusal = async (...call: Parameters<typeof checkHonoured>): Promise<unknown> =>
  rejectionOf(Promise.resolve().then(() => checkHonoured(...call)))

it.each([
  [
    'contract',
    { contract: 'freeze' },
    'a place cannot hold the table people to the contract freeze. Leave out --schema-contract, or choose another destination.',
  ],
  [
    'naming',
    { naming: 'snake_case' },
    'a place cannot spell columns of the table people in snake_case. Leave out --schema-naming, or choose another destination.',
  ],
  [
    'storedAs',
    { columns: [{ ...id, storedAs: 'uuid' }] },
    'a place cannot store id of the table people as uuid: it chooses types itself. Leave out --columns, or choose another destination.',
  ],
] as const)('a table with a %s is for a destination that honours it', async (wish, change, message) => {
  const definition = { ...people, ...change }
  const others = (['contract', 'naming', 'storedAs'] as const).filter((each) => each !== wish)
  expect(await refusal(definition, place(...others))).toMatchObject({ code: 'INVALID_ARGUMENT', message })
  expect(() => checkHonoured(definition, place(wish))).not.toThrow()
})

it.each(['auto', 'direct', undefined] as const)(
  'a table that evolves, spelled %s, is for every destination',
  (naming) => {
    const { honours: _, ...capabilities } = place().capabilities
    const definition = { ...people, contract: 'evolve' as const, ...(naming && { naming }) }
    expect(() => checkHonoured(definition, { location: 'a place', capabilities })).not.toThrow()
  },
)
