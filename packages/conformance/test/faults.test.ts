import { describe, expect, it } from 'vitest'

import { destinationCases, destinationKit, type Kit, type OpenPlace, runCase } from '../src/index.ts'
import { sourceCases, sourceKit, stateStoreCases, stateStoreKit } from '../src/index.ts'
import { destinationFaults, positionFaults } from './faults/destination-faults.ts'
import type { Fault } from './faults/fault.ts'
import { sourceFaults } from './faults/source-faults.ts'
import { stateStoreFaults } from './faults/state-store-faults.ts'
import { wishFaults } from './faults/wish-faults.ts'
import { right, rightWithPositions } from './memory/behaviour.ts'
import { openMemoryPlace } from './memory/memory-place.ts'
import { openSourcePlace, rightSource } from './memory/memory-source.ts'
import { openStorePlace, rightStore } from './memory/memory-store.ts'

describe.each([
  ['a destination with SQL', destinationFaults, right],
  ['a destination that honours what is asked', wishFaults, right],
  ['a destination without SQL', positionFaults, rightWithPositions],
])('%s', (_name, faults, behaviour) => {
  it.each(listed(faults))('is caught by %s when it %s', async (id, _fault, { plant }) => {
    expect(await run(destinationKit, id, () => openMemoryPlace(behaviour))).toBe('passed')
    expect(await run(destinationKit, id, () => openMemoryPlace({ ...behaviour, ...plant }))).toBe('failed')
  })
})

describe('a state store', () => {
  it.each(listed(stateStoreFaults))('is caught by %s when it %s', async (id, _fault, { plant }) => {
    expect(await run(stateStoreKit, id, () => openStorePlace(rightStore))).toBe('passed')
    expect(await run(stateStoreKit, id, () => openStorePlace({ ...rightStore, ...plant }))).toBe('failed')
  })
})

describe('a source', () => {
  it.each(listed(sourceFaults))('is caught by %s when it %s', async (id, _fault, { plant }) => {
    expect(await run(sourceKit, id, () => openSourcePlace(rightSource))).toBe('passed')
    expect(await run(sourceKit, id, () => openSourcePlace({ ...rightSource, ...plant }))).toBe('failed')
  })
})

it('an id is never given to another requirement: what was said of it once is written down', async () => {
  const all = [...destinationCases, ...stateStoreCases, ...sourceCases]
  const lines = all.map(({ id, requirement, needs = [] }) =>
    [id, requirement, ...needs.map((each) => `[${each}]`)].join(' '),
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('cases.txt')
})

describe('every case', () => {
  it.each([
    ['a destination', destinationCases, [...destinationFaults, ...wishFaults, ...positionFaults]],
    ['a state store', stateStoreCases, stateStoreFaults],
    ['a source', sourceCases, sourceFaults],
  ])('of %s catches a fault that is planted, says MUST, and has an id of its own', (_name, cases, faults) => {
    const ids = cases.map(({ id }) => id)
    expect(ids.filter((id) => !faults.some(({ caughtBy }) => caughtBy === id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    expect(cases.filter(({ requirement }) => !/^MUST [a-z].*[^.]$/.test(requirement))).toEqual([])
  })
})

function listed<Part>(faults: ReadonlyArray<Fault<Part>>): ReadonlyArray<readonly [string, string, Fault<Part>]> {
  return faults.map((fault) => [fault.caughtBy, fault.name, fault])
}

async function run<Place extends AsyncDisposable>(
  kit: Kit<Place>,
  id: string,
  openPlace: OpenPlace<Place>,
): Promise<string> {
  const found = kit.cases.find((each) => each.id === id)
  if (found === undefined) throw new TypeError(`there is no case ${id}`)
  return (await runCase(kit, found, openPlace)).status
}
