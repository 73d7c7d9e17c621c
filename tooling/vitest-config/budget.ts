import type { TestProject } from 'vitest/node'

/** Ends a suite that outlives its budget: a hang becomes a failure with a name instead of a stuck build. */
export default function setup(project: TestProject): () => void {
  const { budgetSeconds } = project.getProvidedContext()
  const timer = setTimeout(() => {
    process.stderr.write(`The suite of ${project.name || process.cwd()} outlived its budget of ${budgetSeconds} s.\n`)
    process.exit(1)
  }, budgetSeconds * 1000)
  timer.unref()
  return () => clearTimeout(timer)
}
