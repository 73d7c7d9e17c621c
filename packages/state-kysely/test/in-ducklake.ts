import { findExtension } from '@ingestr-tooling/ducklake'

import type { DatabaseKind } from './database.ts'
import { createDuckdbKind } from './in-duckdb.ts'

/** A DuckLake whose catalog is a DuckDB file; none where its extension was not fetched. */
export function findDucklake(): readonly DatabaseKind[] {
  const extension = findExtension()
  if (extension === undefined) return []
  const ducklake = createDuckdbKind({
    dialect: 'ducklake',
    beginInstance: (folder) => [
      `load '${extension}'`,
      `attach 'ducklake:${folder}/state.db' as lake (data_path '${folder}/data')`,
    ],
    beginConnection: ['use lake'],
  })
  return [ducklake]
}
