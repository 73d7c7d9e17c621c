import type { Kit } from '../kit.ts'
import { sourceCases } from './cases.ts'
import type { SourcePlace } from './place.ts'

export const sourceKit: Kit<SourcePlace, never> = {
  name: 'source',
  cases: sourceCases,
  abilities: () => Promise.resolve([]),
}
