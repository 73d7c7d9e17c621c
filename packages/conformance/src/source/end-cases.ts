import assert from 'node:assert/strict'

import type { Batch } from '@ingestr/contract'

import type { Case } from '../kit.ts'
import { rejectsWith } from '../rejects-with.ts'
import type { SourcePlace } from './place.ts'
import { expectAll, forEachTable, inSource, readWhole, rowsOf, stored } from './reading.ts'

/** A case that nothing was tried in has not passed. */
const tooLittle = 'no table takes three batches to read: give the source that is tested more records, or smaller pages'

/** How a read ends that is not let finish. */
export const endCases: ReadonlyArray<Case<SourcePlace, never>> = [
  {
    id: 'S14',
    requirement: 'MUST end after the pages already received when it is stopped, and lose nothing by it',
    run: (place) =>
      forEachTable(place, async (source, table) => {
        const whole = await readWhole(source, { table: table.name })
        const stop = new AbortController()
        const plan = await source.plan({ table: table.name })
        const batches: Batch[] = []
        for await (const batch of source.read(plan, { stop: stop.signal })) {
          batches.push(batch)
          stop.abort(new DOMException('stopped by the user', 'AbortError'))
        }
        const rows = rowsOf(plan, batches)
        const last = batches.at(-1)
        assert.ok(last, `${table.name}: the stream ended without a batch`)
        const rest = await inSource(place, (other) =>
          readWhole(other, { table: table.name, after: stored(last.checkpoint) }),
        )
        expectAll(table, whole.rows, [...rows, ...rest.rows], 'after a stop')
        if (last.isLast) expectAll(table, whole.rows, rows, 'though the plan was said to be complete')
      }),
  },
  {
    id: 'S15',
    requirement: 'MUST read no more than it must when it was stopped before it began, and not call that complete',
    async run(place) {
      let stopped = 0
      await forEachTable(place, async (source, table) => {
        const whole = await readWhole(source, { table: table.name })
        if (whole.batches.length < 3) return
        stopped += 1
        const plan = await source.plan({ table: table.name })
        const batches: Batch[] = []
        for await (const batch of source.read(plan, { stop: AbortSignal.abort() })) batches.push(batch)
        assert.ok(batches.length < whole.batches.length, `${table.name}: it read to the end`)
        assert.ok(
          batches.every(({ isLast }) => !isLast),
          `${table.name}: it said that it was complete`,
        )
      })
      assert.ok(stopped > 0, tooLittle)
    },
  },
  {
    id: 'S16',
    requirement: 'MUST reject with the reason of an aborted signal, itself, before a read and in the middle of one',
    async run(place) {
      let aborted = 0
      await forEachTable(place, async (source, table) => {
        const reason = new DOMException('stopped at once', 'AbortError')
        const plan = await source.plan({ table: table.name })
        const before = drain(source.read(plan, { signal: AbortSignal.abort(reason) }))
        await rejectsWith(before, reason, `a read of ${table.name} that was aborted before`)
        const whole = await readWhole(source, { table: table.name })
        if (whole.batches.length < 3) return
        aborted += 1
        const abort = new AbortController()
        const read = drain(source.read(plan, { signal: abort.signal }), () => abort.abort(reason))
        await rejectsWith(read, reason, `a read of ${table.name} that was aborted in the middle`)
      })
      assert.ok(aborted > 0, tooLittle)
    },
  },
  {
    id: 'S17',
    requirement:
      'MUST reject with the reason of an aborted signal, itself, when it is asked whose data it reads, and when it plans',
    async run(place) {
      const reason = new DOMException('stopped at once', 'AbortError')
      const signal = AbortSignal.abort(reason)
      await inSource(place, async (source) => {
        await rejectsWith(source.identify({ signal }), reason, 'identify')
      })
      await forEachTable(place, async (source, table) => {
        await rejectsWith(source.plan({ table: table.name }, { signal }), reason, `a plan of ${table.name}`)
      })
    },
  },
  {
    id: 'S18',
    requirement: 'MUST let a reader leave in the middle, and be disposed of twice',
    async run(place) {
      const source = await place.open()
      const [table] = await source.listTables()
      assert.ok(table)
      for await (const batch of source.read(await source.plan({ table: table.name }))) {
        if (batch.page !== undefined) break
      }
      await source[Symbol.asyncDispose]()
      await source[Symbol.asyncDispose]()
    },
  },
]

async function drain(batches: AsyncIterable<Batch>, onBatch?: () => void): Promise<void> {
  for await (const _ of batches) onBatch?.()
}
