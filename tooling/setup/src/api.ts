import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { apiOf, problemOf, snapshotFolder, snapshotPath } from './api-snapshot.ts'
import { publishedPackages } from './published-packages.ts'
import { root } from './workspace.ts'

// `pnpm run api` writes the snapshots anew; the check compares them.
const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } })
const packages = publishedPackages(root)
if (values.update) {
  mkdirSync(snapshotFolder(root), { recursive: true })
  for (const each of packages) writeFileSync(snapshotPath(root, each), apiOf(root, each))
}
const problems = packages.flatMap((each) => problemOf(root, each) ?? [])
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
process.stdout.write(`The API of ${packages.length} packages, in ${join('etc', 'api')}\n`)
