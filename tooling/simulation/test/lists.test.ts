import { expect, it } from 'vitest'

import { playSchedules } from '../src/play-schedules.ts'

it.each(['articles', 'companies', 'tags'] as const)(
  'no schedule of %s loses or doubles a record, raises a false alarm, or hangs',
  async (table) => {
    expect(await playSchedules(table)).toEqual({ played: 1000, broken: [] })
  },
)
