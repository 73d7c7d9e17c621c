import { describe, it } from 'vitest'

import { type DestinationPlace } from './destination/place.ts'
import { destinationKit } from './destination/kit.ts'
import type { Kit, OpenPlace } from './kit.ts'
import { runCase } from './run-cases.ts'
import { sourceKit } from './source/kit.ts'
import type { SourcePlace } from './source/place.ts'
import { stateStoreKit } from './state-store/kit.ts'
import type { StateStorePlace } from './state-store/place.ts'

/** Defines one test for each requirement of a destination. */
export function describeDestination(openPlace: OpenPlace<DestinationPlace>): void {
  describeKit(destinationKit, openPlace)
}

/** Defines one test for each requirement of a state store. */
export function describeStateStore(openPlace: OpenPlace<StateStorePlace>): void {
  describeKit(stateStoreKit, openPlace)
}

/** Defines one test for each requirement of a source. */
export function describeSource(openPlace: OpenPlace<SourcePlace>): void {
  describeKit(sourceKit, openPlace)
}

function describeKit<Place extends AsyncDisposable, Ability extends string>(
  kit: Kit<Place, Ability>,
  openPlace: OpenPlace<Place>,
): void {
  describe(`a ${kit.name} of ingestr`, () => {
    for (const each of kit.cases) {
      it(`${each.id} ${each.requirement}`, async ({ skip }) => {
        const result = await runCase(kit, each, openPlace)
        if (result.status === 'skipped') skip(result.reason)
        if (result.status === 'failed') throw result.error
      })
    }
  })
}
