import type { Case } from '../kit.ts'
import { endCases } from './end-cases.ts'
import type { SourcePlace } from './place.ts'
import { planCases } from './plan-cases.ts'
import { readCases } from './read-cases.ts'

/** Every requirement of a source. */
export const sourceCases: ReadonlyArray<Case<SourcePlace, never>> = [...planCases, ...readCases, ...endCases]
