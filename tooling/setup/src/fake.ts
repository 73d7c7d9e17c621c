import { runStep } from './step.mjs'
import { putToolsFirst } from './tools.ts'
import { root } from './workspace.ts'

putToolsFirst(process.env)

const built = await runStep({
  title: 'Build',
  command: 'turbo',
  args: ['run', 'build', '--filter=ingestr...', '--filter=@ingestr/fake-intercom', '--no-update-notifier'],
  cwd: root,
})
if (built.isPassed) {
  // Loaded now: the pretend Intercom is one of the packages that were just built.
  const { serveFake } = await import('./fake-server.ts')
  await serveFake()
} else {
  process.exitCode = 1
}
