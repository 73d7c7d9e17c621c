import assert from 'node:assert/strict'

import type { Row, TableDefinition } from '@ingestr/contract'

import type { Case } from '../kit.ts'
import type { SourcePlace } from './place.ts'
import { expectAll, forEachTable, identities, inSource, readWhole, stored } from './reading.ts'

/** After how many of the batches of a read it is gone on with, at most. */
const mostResumptions = 8

/** What a read brings. */
export const readCases: ReadonlyArray<Case<SourcePlace, never>> = [
  {
    id: 'S06',
    requirement: 'MUST have the records of every page where the definition says, each with its key',
    async run(place) {
      let total = 0
      await forEachTable(place, async (source, table) => {
        const { rows } = await readWhole(source, { table: table.name })
        for (const row of rows) {
          const missing = table.primaryKey.filter((name) => row[name] === null || row[name] === undefined)
          assert.deepEqual(missing, [], `${table.name}: a record has no key`)
        }
        total += rows.length
      })
      assert.ok(total > 0, 'no table has a row')
    },
  },
  {
    id: 'S07',
    requirement: 'MUST mark the last batch of a plan, and no other',
    run: (place) =>
      forEachTable(place, async (source, table) => {
        const { batches } = await readWhole(source, { table: table.name })
        const marked = batches.flatMap(({ isLast }, index) => (isLast ? [index] : []))
        assert.deepEqual(marked, [batches.length - 1], `${table.name}: the batches that say they are the last`)
      }),
  },
  {
    id: 'S08',
    requirement: 'MUST bring the same records when it reads the same data again',
    run: (place) =>
      forEachTable(place, async (source, table) => {
        const { rows } = await readWhole(source, { table: table.name })
        const again = await inSource(place, (other) => readWhole(other, { table: table.name }))
        assert.deepEqual([...identities(table, again.rows)].toSorted(), [...identities(table, rows)].toSorted())
      }),
  },
  {
    id: 'S09',
    requirement: 'MUST go on from the checkpoint of any batch without losing a record',
    run: (place) =>
      forEachTable(place, async (source, table) => {
        const whole = await readWhole(source, { table: table.name })
        for (const count of evenly(whole.batches.length, mostResumptions)) {
          const before = await inSource(place, (other) => readFirst(other, table, count))
          const rest = await inSource(place, (other) =>
            readWhole(other, { table: table.name, after: before.checkpoint }),
          )
          expectAll(table, whole.rows, [...before.rows, ...rest.rows], `after going on from batch ${count}`)
        }
      }),
  },
  {
    id: 'S10',
    requirement: 'MUST give checkpoints that are the same after they went through JSON',
    run: (place) =>
      forEachTable(place, async (source, table) => {
        const { batches } = await readWhole(source, { table: table.name })
        for (const { checkpoint } of batches) assert.deepEqual(stored(checkpoint), checkpoint, table.name)
      }),
  },
  {
    id: 'S11',
    requirement: 'MUST take the checkpoint of a last batch for the end of its plan',
    run: (place) =>
      forEachTable(place, async (source, table) => {
        const { checkpoint = {} } = await readWhole(source, { table: table.name })
        const { plan, batches } = await readWhole(source, { table: table.name, after: checkpoint })
        assert.equal(plan.isResumed, false, `${table.name}: it goes on with a plan that was done`)
        assert.equal(batches.at(-1)?.isLast, true)
      }),
  },
  {
    id: 'S12',
    requirement: 'MUST bring for an interval every record of it',
    async run(place) {
      let versioned = 0
      let tried = 0
      await forEachTable(place, async (source, table) => {
        if (table.strategy !== 'merge' || table.versionColumn === undefined) return
        versioned += 1
        const { rows } = await readWhole(source, { table: table.name })
        const times = rows.flatMap((row) => versionOf(table, row)).toSorted((one, other) => one - other)
        const start = times[Math.floor(times.length / 3)]
        const end = times[Math.floor((2 * times.length) / 3)]
        if (start === undefined || end === undefined || start >= end) return
        tried += 1
        const read = await readWhole(source, { table: table.name, interval: { start, end } })
        const wanted = rows.filter((row) => versionOf(table, row).some((time) => time >= start && time < end))
        expectAll(table, wanted, read.rows, 'from an interval')
      })
      assert.ok(
        tried > 0 || versioned === 0,
        'no table has records of three versions: give the source that is tested more',
      )
    },
  },
  {
    id: 'S13',
    requirement: 'MUST count, where it audits, whole numbers or null, and miss nothing of data that do not change',
    run: (place) =>
      forEachTable(place, async (source, table) => {
        const { batches } = await readWhole(source, { table: table.name })
        for (const { audit } of batches) {
          for (const [name, count] of Object.entries(audit ?? {})) {
            assert.ok(
              count === null || (Number.isSafeInteger(count) && count >= 0),
              `${table.name}: ${name} is ${count}`,
            )
          }
          assert.ok((audit?.missing ?? 0) === 0, `${table.name}: records are missing`)
        }
      }),
  },
]

/** Reads so many batches, and no more. */
async function readFirst(
  source: Parameters<typeof readWhole>[0],
  table: TableDefinition,
  count: number,
): Promise<{ readonly rows: readonly Row[]; readonly checkpoint: ReturnType<typeof stored> }> {
  const plan = await source.plan({ table: table.name })
  const rows: Row[] = []
  let checkpoint = {}
  let left = count
  for await (const batch of source.read(plan)) {
    rows.push(...(batch.page?.rows(plan.tables[0]) ?? []))
    checkpoint = stored(batch.checkpoint)
    left -= 1
    if (left <= 0) break
  }
  return { rows, checkpoint }
}

/** Whole numbers from 1 to `last`, at most so many, the first and the last among them. */
function evenly(last: number, most: number): readonly number[] {
  const steps = Math.min(last, most)
  return Array.from({ length: steps }, (_, index) => Math.round(1 + (index * (last - 1)) / Math.max(steps - 1, 1)))
}

function versionOf({ versionColumn = '' }: TableDefinition, row: Row): readonly number[] {
  const value = row[versionColumn]
  return value instanceof Date ? [value.getTime()] : []
}
