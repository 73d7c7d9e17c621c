import { expect, it } from 'vitest'

import { simulate } from '../src/simulate.ts'

it('plays the same seed the same way, to the last request', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const first = await simulate(seed, { isTraced: true })
    expect(first.trace.length).toBeGreaterThan(10)
    expect(await simulate(seed, { isTraced: true })).toEqual(first)
  }
})
