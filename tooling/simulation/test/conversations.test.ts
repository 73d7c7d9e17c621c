import { expect, it } from 'vitest'

import { playSchedules } from '../src/play-schedules.ts'

it('no schedule of conversations loses or doubles a record, raises a false alarm, or hangs', async () => {
  expect(await playSchedules('conversations')).toEqual({ played: 3_000, broken: [] })
})
