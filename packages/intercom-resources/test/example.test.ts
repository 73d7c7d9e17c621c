import { expect, test, vi } from 'vitest'

test('the example of the README lists every table and shows a column', async () => {
  const print = vi.spyOn(console, 'log').mockReturnValue()
  await import('../examples/list-tables.ts')
  const lines = print.mock.calls.map(([line]) => line)
  expect(lines[0]).toBe('contacts: merge by id, search of /contacts/search')
  expect(lines[8]).toBe('data_attributes: replace by name, single of /data_attributes')
  expect(lines.at(-1)).toEqual({
    name: 'waiting_since',
    type: 'timestamp',
    path: ['waiting_since'],
    description: 'Since when the contact waits for an answer; null once an admin replied.',
    encoding: 'unix-seconds',
  })
})
