import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { startCopy, truthOf } from './copy-harness.ts'
import { intercomTables } from './intercom-tables.ts'
import { differences, readTable } from './table-truth.ts'

const samples = new URL('../../destination-duckdb/test/samples/', import.meta.url)

describe.each(['ingestr-v1', 'ingestr-0.14'])('a file that %s wrote', (name) => {
  it('is gone on with: each table takes every value, and keeps its types and the rows of old', async () => {
    await using harness = await startCopy()
    writeFileSync(harness.path, gunzipSync(readFileSync(new URL(`${name}.duckdb.gz`, samples))))
    for (const table of intercomTables) {
      const before = await readTable(harness.path, 'intercom', table.name)
      const result = await harness.copy(table.name)
      if (before.columns.length > 0) expect(result.notes.join(' ')).toMatch(/ingestr|dlt/)
      const after = await readTable(harness.path, 'intercom', table.name)
      const widened = result.schemaChanges.flatMap(({ column, from }) =>
        from === null ? [] : [column.split('.').at(-1)],
      )
      const kept = before.columns.filter((column) => !widened.includes(column.name))
      expect(after.columns).toEqual(expect.arrayContaining(kept))
      expect(widened.length).toBeLessThanOrEqual(1)
      const old = after.rows.filter((row) => row['_ingestr_run_id'] === null)
      expect(old.length).toBe(table.strategy === 'merge' ? before.rows.length : 0)
      const bookkeeping = new Set(['_dlt_id', '_dlt_load_id'])
      const own = {
        columns: after.columns.filter((column) => !bookkeeping.has(column.name)),
        rows: after.rows.filter((row) => !old.includes(row)),
      }
      expect(differences(own, truthOf(harness.fake, table.name), table)).toEqual([])
      const again = await harness.copy(table.name)
      expect(again.counts).toMatchObject({ updated: 0, rows: after.rows.length })
    }
  })
})
