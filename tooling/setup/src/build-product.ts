import { runStep } from './step.mjs'
import { putToolsFirst } from './tools.ts'
import { root } from './workspace.ts'

/** Builds the command and the pretend Intercom, then does what needs them; where the build fails, so does the process. */
export async function withProduct(act: () => Promise<void>): Promise<void> {
  putToolsFirst(process.env)
  const built = await runStep({
    title: 'Build',
    command: 'turbo',
    args: [
      'run',
      'build',
      '--filter=ingestr...',
      '--filter=ingestr-server',
      '--filter=@ingestr/fake-intercom',
      '--no-update-notifier',
    ],
    cwd: root,
  })
  if (built.isPassed) await act()
  else process.exitCode = 1
}
