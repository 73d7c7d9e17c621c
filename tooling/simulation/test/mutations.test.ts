import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

import { mutations } from '../src/mutations.ts'
import { countOccurrences } from '../src/planted-bug.ts'
import type { PlayedSchedules } from '../src/play-schedules.ts'

const run = promisify(execFile)
const hunt = fileURLToPath(new URL('../src/hunt.ts', import.meta.url))
describe('a planted bug', () => {
  it.each(mutations)('has its place in the code: $name', (mutation) => {
    expect(countOccurrences(mutation)).toBe(1)
  })

  it.each(mutations)('loses or doubles records in the schedules of $caughtBy: $name', async ({ name }) => {
    const { stdout } = await run(process.execPath, [hunt, name], { encoding: 'utf8' })
    const { broken } = JSON.parse(stdout) as PlayedSchedules
    expect(broken).toHaveLength(1)
  })
})
