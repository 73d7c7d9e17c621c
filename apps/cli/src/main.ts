import { runCommand } from './command.ts'
import { describeFailure } from './failure.ts'
import { runIngest } from './ingest-command.ts'
import { readSettings } from './read-settings.ts'
import { createTerminal } from './terminal.ts'

/** What the bin calls: reads the arguments and the environment, runs, and sets the exit code. Never rejects. */
export async function main(): Promise<void> {
  const terminal = createTerminal(process)
  try {
    const handlers = {
      ingest: async (flags: object) => {
        process.exitCode = await runIngest(readSettings(flags, process.env), terminal)
      },
    }
    await runCommand(process.argv.slice(2), handlers, (text) => terminal.print(text.trimEnd()))
  } catch (error) {
    const { message, exitCode } = describeFailure(error)
    terminal.fail(message)
    process.exitCode = exitCode
  }
}
