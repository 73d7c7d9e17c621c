import type { Capabilities } from '@ingestr/contract'

import type { Kit } from '../kit.ts'
import { callCases } from './call-cases.ts'
import type { DestinationAbility, DestinationCase } from './case.ts'
import { commitCases } from './commit-cases.ts'
import { countCases } from './count-cases.ts'
import { mergeCases } from './merge-cases.ts'
import type { DestinationPlace } from './place.ts'
import { positionCases } from './position-cases.ts'
import { replaceCases } from './replace-cases.ts'
import { inDestination } from './scenario.ts'
import { sideBySideCases } from './side-by-side-cases.ts'
import { stateCases } from './state-cases.ts'
import { valueCases } from './value-cases.ts'
import { wishCases } from './wish-cases.ts'

/** Every requirement of a destination. */
export const destinationCases: readonly DestinationCase[] = [
  ...commitCases,
  ...valueCases,
  ...countCases,
  ...mergeCases,
  ...replaceCases,
  ...sideBySideCases,
  ...callCases,
  ...stateCases,
  ...positionCases,
  ...wishCases,
]

export const destinationKit: Kit<DestinationPlace, DestinationAbility> = {
  name: 'destination',
  cases: destinationCases,
  abilities: (place) => inDestination(place, async ({ capabilities }) => declared(capabilities)),
}

function declared({
  strategies,
  commitsState,
  resumesReplace,
  honours = [],
}: Capabilities): readonly DestinationAbility[] {
  const resumes = resumesReplace ? (['resumesReplace'] as const) : []
  return [...strategies, commitsState ? 'commitsState' : 'positions', ...resumes, ...honours]
}
