import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

it('runs the example of the README as it is printed there', async () => {
  const source = await readFile(path('../examples/search.ts'), 'utf8')
  expect(await readFile(path('../README.md'), 'utf8')).toContain(source.trim())
  const args = ['--conditions=@ingestr/source', path('../examples/search.ts')]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toBe('attempt 1: 503 {"type":"error.list"\nattempt 2: 200 {"type":"list","data\n')
})
