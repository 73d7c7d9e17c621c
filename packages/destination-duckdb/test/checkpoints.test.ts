import { stat } from 'node:fs/promises'

import { expect, it } from 'vitest'

import { noGuard } from '../src/block-guard.ts'
import { createCheckpoints } from '../src/checkpoints.ts'
import { fixedMemory, type MemoryLimit } from '../src/memory-limit.ts'
import { createTurns } from '../src/turns.ts'

import { createFixture, page, request } from './fixture.ts'

import type { Session } from '../src/session.ts'

function recordingSession(
  outcomes: Array<() => Promise<number>>,
): Session & { readonly statements: readonly string[] } {
  const statements: string[] = []
  return {
    statements,
    catalog: 'test',
    soon: () => undefined,
    flush: () => Promise.resolve(),
    rollBack: () => Promise.resolve(),
    run(sql) {
      statements.push(sql)
      return (outcomes.shift() ?? (() => Promise.resolve(0)))()
    },
    rows: () => Promise.resolve([]),
    count: () => Promise.resolve(0),
    texts: () => Promise.resolve([]),
    close: () => undefined,
  }
}

it('makes one whenever so many bytes were committed, and not while pages are read', async () => {
  const readings = createTurns()
  const checkpoints = createCheckpoints({ readings, memory: fixedMemory, guard: noGuard }, 100)
  const session = recordingSession([])
  await checkpoints.committed(session, 60)
  expect(session.statements).toEqual([])
  const reading = Promise.withResolvers<void>()
  const read = readings.take(() => reading.promise)
  const made = checkpoints.committed(session, 60)
  await Promise.resolve()
  expect(session.statements).toEqual([])
  reading.resolve()
  await Promise.all([read, made])
  expect(session.statements).toEqual(['CHECKPOINT'])
  await checkpoints.committed(session, 60)
  expect(session.statements).toHaveLength(1)
})

it('makes it with more memory than usual: one that runs out of it makes DuckDB give up the database', async () => {
  const session = recordingSession([])
  const seen: Array<readonly string[]> = []
  const memory: MemoryLimit = {
    ...fixedMemory,
    async raised(work) {
      seen.push([...session.statements])
      const result = await work()
      seen.push([...session.statements])
      return result
    },
  }
  await createCheckpoints({ readings: createTurns(), memory, guard: noGuard }, 100).committed(session, 100)
  expect(seen).toEqual([[], ['CHECKPOINT']])
})

it('tries again after the next commit when one fails: the rows are durable without it', async () => {
  const checkpoints = createCheckpoints({ readings: createTurns(), memory: fixedMemory, guard: noGuard }, 100)
  const session = recordingSession([() => Promise.reject(new Error('Cannot CHECKPOINT'))])
  await checkpoints.committed(session, 100)
  await checkpoints.committed(session, 1)
  await checkpoints.committed(session, 1)
  expect(session.statements).toEqual(['CHECKPOINT', 'CHECKPOINT'])
})

it('keeps the WAL short during a long load, though pages are read all the time', async () => {
  await using fixture = await createFixture()
  await using load = await fixture.destination.openLoad(request())
  let longest = 0
  for (let round = 0; round < 14; round += 1) {
    const rows = Array.from({ length: 40 }, (_, index) => ({ id: `${round}-${index}`, name: 'x'.repeat(250_000) }))
    await load.write(page(rows))
    const committing = load.commit()
    await load.write(page(rows.map((row) => ({ ...row, id: `more ${row.id}` }))))
    await committing
    longest = Math.max(longest, await walBytes(fixture.path))
  }
  expect(longest).toBeGreaterThan(1_000_000)
  expect(longest).toBeLessThan(150_000_000)
}, 60_000)

async function walBytes(path: string): Promise<number> {
  try {
    return (await stat(`${path}.wal`)).size
  } catch {
    return 0
  }
}
