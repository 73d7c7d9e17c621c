import type { StepResult } from './step.mjs'

/** A step that is no command. `findProblem` gives what is wrong, where anything is. */
export async function judge(title: string, findProblem: () => Promise<string | undefined>): Promise<StepResult> {
  process.stdout.write(`  ${title} … `)
  const startedAt = performance.now()
  const problem = await findProblem().catch(String)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(problem === undefined ? `ok (${seconds} s)\n` : `failed (${seconds} s)\n\n${problem}\n\n`)
  return { title, isPassed: problem === undefined, output: problem ?? '' }
}
