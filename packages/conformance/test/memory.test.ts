import { describe } from 'vitest'

import { describeDestination, describeSource, describeStateStore } from '../src/vitest.ts'
import { right, rightWithPositions } from './memory/behaviour.ts'
import { openMemoryPlace } from './memory/memory-place.ts'
import { openSourcePlace, rightSource } from './memory/memory-source.ts'
import { openStorePlace, rightStore } from './memory/memory-store.ts'

describe('the destination in memory that faults are planted in', () => {
  describeDestination(() => openMemoryPlace(right))
})

describe('the one without SQL', () => {
  describeDestination(() => openMemoryPlace(rightWithPositions))
})

describe('the state store in memory', () => {
  describeStateStore(() => openStorePlace(rightStore))
})

describe('the source in memory', () => {
  describeSource(() => openSourcePlace(rightSource))
})
