import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

import { printReadmeTable } from '../src/extract/readme-table.ts'
import { readResults } from '../src/extract/results.ts'

const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

it('shows in the README what was measured last', async () => {
  const readme = await readFile(place('../../../README.md'), 'utf8')
  const table = printReadmeTable(await readResults(place('../results/extract.json')))
  expect(unpadded(readme)).toContain(unpadded(table))
})

/** The formatter decides how wide the columns are. */
function unpadded(markdown: string): string {
  return markdown.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---')
}
