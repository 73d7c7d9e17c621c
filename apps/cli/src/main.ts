import { runCommand } from './command.ts'
import { describeFailure } from './failure.ts'
import { runIngest } from './ingest-command.ts'
import { runPreview, type PreviewSettings } from './preview-command.ts'
import { readSettings, type Flags } from './read-settings.ts'
import { readUris } from './read-uri.ts'
import { runTables, type TablesSettings } from './tables-command.ts'
import { createTerminal } from './terminal.ts'

/** What the bin calls: reads the arguments and the environment, runs, and sets the exit code. Never rejects. */
export async function main(): Promise<void> {
  const terminal = createTerminal(process)
  try {
    const handlers = {
      ingest: async (flags: Flags) => {
        const settings = readSettings(flags, process.env)
        process.exitCode = await runIngest(await readUris(settings, process.stdin), terminal)
      },
      preview: (settings: PreviewSettings) =>
        runPreview(settings, { environment: process.env, stdin: process.stdin, terminal }),
      tables: (settings: TablesSettings) => runTables(settings, terminal),
    }
    await runCommand(process.argv.slice(2), handlers, (text) => terminal.print(text.trimEnd()))
  } catch (error) {
    const { message, exitCode } = describeFailure(error)
    terminal.fail(message)
    process.exitCode = exitCode
  }
}
