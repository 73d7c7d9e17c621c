import { expect, test, vi } from 'vitest'

test('the example of the README prints the row that it promises', async () => {
  const print = vi.spyOn(console, 'log').mockReturnValue()
  await import('../examples/rows.ts')
  expect(print.mock.calls).toEqual([
    [{ id: '7', plan_name: 'Pro', created_at: new Date('2023-11-14T22:13:20Z'), big: 12345678901234567890n }],
  ])
})
