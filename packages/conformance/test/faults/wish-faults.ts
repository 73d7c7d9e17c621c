import type { Behaviour } from '../memory/behaviour.ts'
import { rightWishes, snakeCase, type Wishes } from '../memory/wishes.ts'
import type { Fault } from './fault.ts'

/** Faults of a destination that says that it honours what is asked of a table. */
export const wishFaults: ReadonlyArray<Fault<Behaviour>> = [
  wish('D82', 'holds a table to its contract while it makes it', { isHeld: () => true }),
  wish('D82', 'takes null for a breach', {
    isBreach: (cell) => cell.stored === undefined || rightWishes.isBreach(cell),
  }),
  wish('D83', 'evolves what is frozen', {
    contractOf: (contract) => (contract === 'freeze' ? 'evolve' : contract),
  }),
  wish('D83', 'adds columns to what is frozen', {
    isBreach: (cell) => cell.stored !== undefined && rightWishes.isBreach(cell),
  }),
  wish('D83', 'leaves out what a frozen table has no column for', {
    contractOf: (contract) => (contract === 'freeze' ? 'discard_row' : contract),
  }),
  wish('D84', 'widens columns of what is frozen', {
    isBreach: ({ value, stored }) => value !== null && stored === undefined,
  }),
  wish('D85', 'leaves out values instead of rows', { contractOf: () => 'discard_value' }),
  { caughtBy: 'D85', name: 'counts nothing that is left out', plant: { flaws: ['counts nothing that is left out'] } },
  wish('D86', 'leaves out rows instead of values', { contractOf: () => 'discard_row' }),
  { caughtBy: 'D86', name: 'counts nothing that is left out', plant: { flaws: ['counts nothing that is left out'] } },
  wish('D87', 'stores every value as what it is', { storeAs: (value) => value }),
  wish('D87', 'stores times in milliseconds', {
    storeAs: (value) => (value instanceof Date ? BigInt(value.getTime()) : value),
  }),
  wish('D88', 'stores every value as what it is', { storeAs: (value) => value }),
  wish('D89', 'takes every type', { types: ['bigint', 'varchar', 'no such type'] }),
  wish('D90', 'spells keys as they are', { spell: (key) => key }),
  wish('D90', 'spells all keys in snake_case', { spell: snakeCase }),
  wish('D91', 'spells keys anew in every load', { spell: (key, naming) => rightWishes.spell(key, naming, []) }),
  wish('D92', 'takes auto for snake_case', {
    spell: (key, naming, columns) => rightWishes.spell(key, naming === 'auto' ? 'snake_case' : naming, columns),
  }),
  wish('D93', 'takes auto for direct', {
    spell: (key, naming, columns) => rightWishes.spell(key, naming === 'auto' ? 'direct' : naming, columns),
  }),
]

function wish(caughtBy: string, name: string, change: Partial<Wishes>): Fault<Behaviour> {
  return { caughtBy, name, plant: { wishes: { ...rightWishes, ...change } } }
}
