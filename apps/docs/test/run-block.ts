import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createTemporaryDirectory } from '@ingestr-tooling/testing'

import type { CodeBlock } from '../src/code-blocks.ts'
import { root } from '../src/repository.ts'

/** What is there already where somebody types what a page says. */
const given: Readonly<Record<string, { readonly files?: readonly string[]; readonly hasVariables?: boolean }>> = {
  'masking.md': { hasVariables: true },
  'recovery.md': { files: ['intercom.duckdb.wal'] },
}

/** Types a block into a shell, in a folder of its own: only the URI is another, of a pretend Intercom. */
export async function runBlock({ page, code }: CodeBlock): Promise<{ exitCode: number; output: string }> {
  await using directory = await createTemporaryDirectory()
  await using fake = await startFakeIntercom({ counts: { contacts: 120, conversations: 60, companies: 10 } })
  const { files = [], hasVariables = false } = given[page] ?? {}
  const uri = fake.connectionUri('us')
  await putProgram('ingestr', `exec '${process.execPath}' '${join(root, 'apps/cli/bin/ingestr.js')}' "$@"`)
  for (const file of files) await writeFile(join(directory.path, file), '')
  const env = {
    PATH: `${directory.path}:${process.env['PATH']}`,
    HOME: directory.path,
    ...(hasVariables && { SOURCE_URI: uri, INGESTR_MASK_KEY: 'a secret of the test, for masks' }),
  }
  const text = code.replaceAll('intercom://?access_token=dG9rOjE...&region=us', uri)
  // Where there is no jq, what it would read is made all the same.
  const typed = `command -v jq > /dev/null || jq() { cat > /dev/null; }\n${text}`
  return await new Promise((resolve) => {
    const options = { cwd: directory.path, env, timeout: 120_000 }
    execFile('bash', ['--norc', '-euc', typed], options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr })
    })
  })

  async function putProgram(name: string, line: string): Promise<void> {
    await writeFile(join(directory.path, name), `#!/bin/sh\n${line}\n`)
    await chmod(join(directory.path, name), 0o755)
  }
}
