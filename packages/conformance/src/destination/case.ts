import type { Strategy, Wish } from '@ingestr/contract'

import type { Case } from '../kit.ts'
import type { DestinationPlace } from './place.ts'

/** What a destination declares in its capabilities; `positions` is what it has to have where it does not commit state. */
export type DestinationAbility = Strategy | 'commitsState' | 'positions' | 'resumesReplace' | Wish

export type DestinationCase = Case<DestinationPlace, DestinationAbility>
