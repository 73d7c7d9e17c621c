import type { Kit } from '../kit.ts'
import { stateStoreCases } from './cases.ts'
import type { StateStorePlace } from './place.ts'

export const stateStoreKit: Kit<StateStorePlace, never> = {
  name: 'state store',
  cases: stateStoreCases,
  abilities: () => Promise.resolve([]),
}
