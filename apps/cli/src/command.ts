import { IngestError } from '@ingestr/contract'
import { CommanderError } from 'commander'

import { explainUsage } from './explain-usage.ts'
import { createProgram, type Handlers } from './program.ts'

/**
 * Parses the arguments and calls the handler of the command.
 * @param write gets help and the version
 * @throws IngestError `INVALID_USAGE`; never with a value of an argument in it, which may be a token
 */
export async function runCommand(
  argv: readonly string[],
  handlers: Handlers,
  write: (text: string) => void,
): Promise<void> {
  const program = createProgram(handlers, write)
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return
    throw new IngestError('INVALID_USAGE', explainUsage(error, argv, program))
  }
}
