import { expect, it } from 'vitest'

import { playSchedules } from '../src/play-schedules.ts'

it('no schedule of contacts loses or doubles a record, raises a false alarm, or hangs', async () => {
  expect(await playSchedules('contacts')).toEqual({ played: 4_000, broken: [] })
})
