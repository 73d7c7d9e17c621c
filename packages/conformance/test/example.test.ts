import { expect, it } from 'vitest'

import { proveDestination } from '../examples/prove-destination.ts'
import { right, rightWithPositions } from './memory/behaviour.ts'
import { openMemoryPlace } from './memory/memory-place.ts'

it('examples/prove-destination.ts prints what is met, and what is not declared', async () => {
  const text = await proveDestination(() => openMemoryPlace(rightWithPositions))
  expect(text).toMatch(/^destination: \d+ passed, 0 failed, \d+ do not apply$/m)
  expect(text).toMatch(/^ {2}ok {3}D05 MUST /m)
  expect(text).toMatch(/^ {2}-- {3}D35 MUST .* \(not declared: merge\)$/m)
})

it('examples/prove-destination.ts prints what is not met, and why', async () => {
  const text = await proveDestination(() => openMemoryPlace({ ...right, flaws: ['shows what is staged'] }))
  expect(text).toMatch(/^ {2}FAIL D49 MUST .*\n {9}labels lacks the row \{"id":"old"/m)
})
