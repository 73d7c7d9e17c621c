import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from '../workspace.ts'

/** What an author fills in. */
export interface AuthorInput {
  readonly scheme: string
  readonly sourceUri: string
}

/** The commands of "Add a destination" in CONTRIBUTING, line by line, as they stand there but for what an author fills in. */
export function authorCommands({ scheme, sourceUri }: AuthorInput): readonly string[] {
  const document = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  const section = /^## Add a destination$(?<text>.*?)^## /ms.exec(document)?.groups?.['text'] ?? ''
  const blocks = Array.from(section.matchAll(/^ *```sh\n(.*?)^ *```$/gms), ([, code = '']) => code)
  const filledIn = blocks
    .join('')
    .replaceAll('intercom://?access_token=<token>', sourceUri)
    .replaceAll('<scheme>', scheme)
  return filledIn.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}
