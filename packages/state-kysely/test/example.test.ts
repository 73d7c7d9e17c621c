import { expect, test, vi } from 'vitest'

test('the example of the README prints a write that must change one row, and a delete', async () => {
  const print = vi.spyOn(console, 'log').mockReturnValue()
  await import('../examples/statements.ts')
  expect(print.mock.calls).toEqual([
    [1, expect.stringMatching(/^update "_ingestr"\."checkpoints" set .* and "revision" = \?$/)],
    ['any', expect.stringMatching(/^delete from "_ingestr"\."checkpoints" where "target_table" = \?/)],
  ])
})
