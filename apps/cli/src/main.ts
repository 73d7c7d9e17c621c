import { runCheck, type CheckSettings } from './check-command.ts'
import { runCommand } from './command.ts'
import { runCompletion, type CompletionSettings } from './completion-command.ts'
import { describeCommandFailure } from './failure.ts'
import { runIngest } from './ingest-command.ts'
import { runPlan, type PlanSettings } from './plan-command.ts'
import { runPreview, type PreviewSettings } from './preview-command.ts'
import { readSettings, type Flags } from './read-settings.ts'
import { readUris } from './read-uri.ts'
import { runReset, type ResetSettings } from './reset-command.ts'
import { runStatus, type StatusSettings } from './status-command.ts'
import { runTables, type TablesSettings } from './tables-command.ts'
import { createTerminal } from './terminal.ts'
import { runVerify, type VerifySettings } from './verify-command.ts'

/** What the bin calls: reads the arguments and the environment, runs, and sets the exit code. Never rejects. */
export async function main(): Promise<void> {
  const terminal = createTerminal(process, () => {
    // At the end, as the command sets its own code until then.
    process.once('exit', (code) => setExitCode(code === 0 ? 1 : code))
  })
  try {
    const surroundings = { environment: process.env, stdin: process.stdin, terminal }
    const handlers = {
      ingest: async (flags: Flags) => {
        const settings = readSettings(flags, process.env)
        setExitCode(await runIngest(await readUris(settings, process.stdin), terminal))
      },
      preview: (settings: PreviewSettings) => runPreview(settings, surroundings),
      plan: async (settings: PlanSettings) => setExitCode(await runPlan(settings, surroundings)),
      check: async (settings: CheckSettings) => setExitCode(await runCheck(settings, surroundings)),
      status: (settings: StatusSettings) => runStatus(settings, surroundings),
      verify: async (settings: VerifySettings) => setExitCode(await runVerify(settings, surroundings)),
      reset: async (settings: ResetSettings) => setExitCode(await runReset(settings, surroundings, process)),
      completion: (settings: CompletionSettings) => runCompletion(settings, terminal),
      tables: (settings: TablesSettings) => runTables(settings, terminal, process.stdout.columns),
    }
    const output = { write: (text: string) => terminal.print(text.trimEnd()), columns: process.stdout.columns }
    await runCommand(process.argv.slice(2), handlers, output)
  } catch (error) {
    const { message, exitCode } = describeCommandFailure(error)
    terminal.fail(message)
    process.exitCode = exitCode
  }
}

function setExitCode(code: number): void {
  process.exitCode = code
}
