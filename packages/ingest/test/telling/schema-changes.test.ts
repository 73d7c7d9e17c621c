import { expect, it } from 'vitest'

import { describeChanges } from '../../src/telling/schema-changes.ts'

it('tells changes of columns one by one, and of many how many more there are', () => {
  const changes = Array.from({ length: 1225 }, (_, index) => ({
    column: `main.t.c${index}`,
    from: index === 0 ? 'BIGINT' : null,
    to: 'VARCHAR',
  }))
  const lines = describeChanges(changes)
  expect(lines).toHaveLength(21)
  expect(lines.slice(0, 2)).toEqual(['Column main.t.c0: BIGINT became VARCHAR', 'New column: main.t.c1 VARCHAR'])
  expect(lines.at(-1)).toBe('1,205 more columns changed: see the table _ingestr.schema_changes.')
  expect(describeChanges(changes.slice(0, 20))).toHaveLength(20)
  expect(describeChanges([])).toEqual([])
})
