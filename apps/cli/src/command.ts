import { IngestError } from '@ingestr/contract'
import { CommanderError } from 'commander'

import { explainUsage } from './explain-usage.ts'
import type { HelpOutput } from './help-layout.ts'
import { createProgram, type Handlers } from './program.ts'

/**
 * Parses the arguments and calls the handler of the command.
 * @param output gets help and the version
 * @throws IngestError `INVALID_USAGE`; never with a value of an argument in it, which may be a token
 */
export async function runCommand(argv: readonly string[], handlers: Handlers, output: HelpOutput): Promise<void> {
  const program = createProgram(handlers, output)
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return
    throw new IngestError('INVALID_USAGE', explainUsage(error, argv, program))
  }
}
