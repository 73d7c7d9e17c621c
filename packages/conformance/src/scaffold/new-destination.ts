import { resolve } from 'node:path'

import { checkScheme } from './scheme.ts'
import { type PackageFiles, renderTemplate } from './template.ts'
import { writeFiles } from './write-files.ts'

/** What a new destination is made of. */
export interface NewDestination {
  readonly scheme: string
  /** Relative to the working directory; by default the name of the package. */
  readonly folder?: string | undefined
  readonly workingDirectory: string
  readonly readTemplate: () => Promise<PackageFiles>
}

/**
 * Writes the package of a destination, and says what to do next.
 * @throws IngestError `INVALID_SCHEME` before anything is written, `FOLDER_UNUSABLE`
 */
export async function newDestination({ scheme, readTemplate, ...where }: NewDestination): Promise<string> {
  checkScheme(scheme)
  const name = `ingestr-destination-${scheme}`
  const { folder = name, workingDirectory } = where
  const files = renderTemplate(await readTemplate(), scheme)
  await writeFiles(resolve(workingDirectory, folder), files)
  return `Wrote ${name}: JSON lines in a folder for now, which meets every requirement that applies.

  cd ${/[^\w./\\:-]/.test(folder) ? `"${folder}"` : folder}
  npm install
  npm run build && npx ingestr-conformance ./test/harness.ts
  npm test

Change src, and in test/harness.ts how a table is read; the tests say what is left. Put your name into LICENSE, and what it writes into
package.json and README.md. To try it:

  npm install --save-dev ingestr
  npx ingestr ingest --source-uri 'intercom://?access_token=<token>' --source-table contacts --dest-uri ${scheme}:///out
`
}
