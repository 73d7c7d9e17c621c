import { loadavg } from 'node:os'

import { describeMachine } from '../machine.ts'
import type { ExtractCase, Field } from './extract-case.ts'
import { isMet, printCase } from './print-case.ts'
import type { Course } from './race.ts'
import type { Measured } from './results.ts'

/** `failures` names cases that could not be measured, or that missed a target. */
export type Outcome = { readonly results: { readonly [name: string]: Measured }; readonly failures: readonly string[] }

/** Runs case after case. One that fails is told and does not keep the others from running. */
export async function measureCases(chosen: readonly ExtractCase[], course: Course, field: Field): Promise<Outcome> {
  const results: { [name: string]: Measured } = {}
  const failures: string[] = []
  for (const { name, title, run } of chosen) {
    const [before = 0] = loadavg()
    course.tell(`\n${name}: ${title(course)} (load ${before.toFixed(1)})`)
    try {
      const result = await run(course, field)
      const [after = 0] = loadavg()
      const at = new Date().toISOString()
      results[name] = { title: title(course), at, machine: describeMachine(), load: [before, after], ...result }
      course.tell(printCase(result))
      if (!result.targets.every(isMet)) failures.push(name)
    } catch (error) {
      course.tell(error instanceof Error ? error.message : String(error))
      failures.push(name)
    }
  }
  return { results, failures }
}
