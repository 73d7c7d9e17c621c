import { IngestError } from '@ingestr/contract'
import type { Command } from 'commander'

import { bashCompletion } from './completion/bash.ts'
import { describeProgram } from './completion/describe-program.ts'
import { fishCompletion } from './completion/fish.ts'
import { zshCompletion } from './completion/zsh.ts'
import { quote } from './quote.ts'
import type { Terminal } from './terminal.ts'

/** What `ingestr completion` was asked for, and the program that it completes. */
export type CompletionSettings = { readonly shell: string; readonly program: Command }

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

/** Prints a script that has a shell complete commands, flags, tables and fixed choices. */
export async function runCompletion({ shell, program }: CompletionSettings, terminal: Terminal): Promise<void> {
  const make = new Map(Object.entries(scripts)).get(shell)
  if (make === undefined) {
    throw new IngestError('INVALID_USAGE', `There is no completion for ${quote(shell)}. Shells are: bash, zsh, fish.`)
  }
  const { listTables } = await import('@ingestr/ingest')
  const tables = (await listTables()).map(({ name }) => name)
  terminal.print(make(describeProgram(program, tables)).trimEnd())
}
