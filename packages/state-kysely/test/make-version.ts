import { readFileSync } from 'node:fs'

import type { DatabaseKind, TestDatabase } from './database.ts'

/** Where the state of every version is kept as SQL, in that of SQLite and in that of all others. */
export const versionsFolder: URL = new URL('past-versions/', import.meta.url)

/** Makes the state tables as they were in a version, with what its file holds. */
export async function makeVersion(kind: DatabaseKind, database: TestDatabase, version: number): Promise<void> {
  const file = new URL(`version-${version}.${kind.dialect === 'sqlite' ? 'sqlite' : 'standard'}.sql`, versionsFolder)
  const texts = readFileSync(file, 'utf8').split(/;\n/)
  await database.executor.apply(texts.filter((text) => text !== '').map((text) => ({ text, parameters: [] })))
}
