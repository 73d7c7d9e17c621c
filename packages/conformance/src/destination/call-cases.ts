import assert from 'node:assert/strict'

import { IngestError, type Strategy } from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { rejectsWith } from '../rejects-with.ts'
import { expectRows } from './expect-rows.ts'
import { inDestination, page, request } from './scenario.ts'
import { peopleTarget, person } from './tables.ts'

/** How calls end that cannot go well. */
export const callCases: readonly DestinationCase[] = [
  {
    id: 'D61',
    requirement: 'MUST reject with the reason of an aborted signal, itself, when a table is described or a load opened',
    run: (place) =>
      inDestination(place, async (destination) => {
        const reason = new DOMException('stopped by the user', 'AbortError')
        const signal = AbortSignal.abort(reason)
        await rejectsWith(destination.describe(peopleTarget, { signal }), reason)
        await rejectsWith(destination.openLoad(request(destination), { signal }), reason)
      }),
  },
  {
    id: 'D62',
    requirement:
      'MUST reject with the reason of an aborted signal, itself, when a page is written or committed, and store nothing',
    async run(place) {
      const reason = new DOMException('stopped by the user', 'AbortError')
      const signal = AbortSignal.abort(reason)
      await inDestination(place, async (destination) => {
        await using opened = await destination.openLoad(request(destination))
        await rejectsWith(opened.write(page({ id: 'a' }), { signal }), reason)
        await opened.write(page({ id: 'b' }))
        await rejectsWith(opened.commit({ signal }), reason)
        await rejectsWith(opened.publish({ signal }), reason)
      })
      await expectRows(place, peopleTarget, undefined)
    },
  },
  {
    id: 'D63',
    requirement: 'MUST let a load be disposed of twice, and the destination too',
    async run(place) {
      const destination = await place.open()
      const opened = await destination.openLoad(request(destination))
      await opened.write(page({ id: 'a' }))
      await opened.publish()
      await opened[Symbol.asyncDispose]()
      await opened[Symbol.asyncDispose]()
      await destination[Symbol.asyncDispose]()
      await destination[Symbol.asyncDispose]()
      await expectRows(place, peopleTarget, [person({ id: 'a' })])
    },
  },
  {
    id: 'D64',
    requirement: 'MUST refuse to write to a load that was disposed of, with an IngestError',
    run: (place) =>
      inDestination(place, async (destination) => {
        const opened = await destination.openLoad(request(destination))
        await opened[Symbol.asyncDispose]()
        await assert.rejects(opened.write(page({ id: 'a' })), isIngestError)
        await assert.rejects(opened.commit(), isIngestError)
        await expectRows(place, peopleTarget, undefined)
      }),
  },
  {
    id: 'D65',
    requirement: 'MUST refuse a strategy that it does not declare, with an IngestError',
    run: (place) =>
      inDestination(place, async (destination) => {
        const all: readonly Strategy[] = ['append', 'merge', 'replace']
        for (const strategy of all.filter((each) => !destination.capabilities.strategies.includes(each))) {
          await assert.rejects(destination.openLoad(request(destination, { strategy })), isIngestError, strategy)
        }
      }),
  },
]

function isIngestError(error: unknown): boolean {
  return IngestError.isInstance(error)
}
