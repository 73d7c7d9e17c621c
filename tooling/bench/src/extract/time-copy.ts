import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { FakeIntercomOptions } from '@ingestr/fake-intercom'

import { runChild } from '../run-child.ts'
import type { Contestant } from './contestant.ts'
import type { RowCounts } from './count-rows.ts'
import { startFakeServer } from './fake-server.ts'
import { runProgram, type ProgramCost } from './run-program.ts'

/** What is copied, and how the pretend Intercom behaves meanwhile. */
export type Setting = {
  readonly contacts: number
  readonly latencyMs: number
  /** Contacts that change after a copy that is not timed; what is timed is the copy after that. */
  readonly changes?: number
  readonly fake?: FakeIntercomOptions
}

/** One timed copy. `requests` is what the pretend Intercom counted, `refused` those that it answered with 429. */
export type Copy = ProgramCost & { readonly requests: number; readonly refused: number; readonly rows: number }

/**
 * Times one copy, from a pretend Intercom of its own, so that no copy finds the other's requests in the budget.
 *
 * @throws TypeError where the copy is not complete
 */
export async function timeCopy(folder: string, contestant: Contestant, setting: Setting): Promise<Copy> {
  const { contacts, latencyMs, changes = 0 } = setting
  await using fake = startFakeServer({
    counts: { contacts },
    warm: true,
    compresses: false,
    rateLimit: { limit: 1666 },
    ...setting.fake,
  })
  const place = await mkdtemp(join(folder, 'copy-'))
  try {
    const file = join(place, 'copy.duckdb')
    await mkdir(join(place, 'own'))
    const start = await fake.tell({ latencyMs: changes === 0 ? latencyMs : 0, changes: 0 })
    const program = contestant.program({ fake: start, file, folder: join(place, 'own') })
    if (changes > 0) {
      await runProgram(program)
      await fake.tell({ latencyMs, changes })
    }
    const cost = await runProgram(program)
    const { requests, refused } = await fake.tell({ latencyMs: 0, changes: 0 })
    const counts = await runChild<RowCounts>('./extract/count-rows.ts', file)
    requireWhole(contestant, counts, contacts + Math.floor(changes / 6), changes)
    return { ...cost, requests, refused, rows: counts.rows }
  } finally {
    await rm(place, { recursive: true })
  }
}

function requireWhole(
  { name }: Contestant,
  { rows, ids, changed }: RowCounts,
  expected: number,
  changes: number,
): void {
  if (rows === expected && ids === expected && changed === changes) return
  throw new TypeError(`${name}: ${rows} rows with ${ids} ids instead of ${expected}, ${changed} of ${changes} changes.`)
}
