import { findResource } from '@ingestr/intercom-resources'
import { describe, expect, it } from 'vitest'

import { newPartition, type IntercomCheckpoint } from '../src/checkpoint.ts'
import { type Circumstances, makePlan } from '../src/make-plan.ts'
import { detailOf, finished, unfinished } from '../src/plan-detail.ts'

const minute = 60_000
const now = Date.UTC(2026, 10, 23, 12)

function circumstances(table: string, changes: Partial<Circumstances> = {}): Circumstances {
  const resource = findResource(table)
  if (resource === undefined) throw new TypeError(`no table ${table}`)
  return { resource, apiVersion: '2.16', timezone: 'UTC', startedAt: now, indexLagMs: 15 * minute, ...changes }
}

/** A first load of contacts that was cut short after a page. */
function cutShort(): IntercomCheckpoint {
  const detail = detailOf(makePlan({ table: 'contacts' }, circumstances('contacts')))
  const whole = newPartition({ lower: null, upper: null }, 'ascending')
  return unfinished(detail, { before: 7, partitions: [{ ...whole, startingAfter: 'WzEsMiwzXQ==' }] })
}

describe('a plan', () => {
  it('leaves the cursor at its own start less the index lag when it is finished', () => {
    const plan = makePlan({ table: 'contacts' }, circumstances('contacts'))
    expect(finished(detailOf(plan)).cursor).toBe(now - 15 * minute)
  })

  it('that is gone on with days later keeps the start that it had, and asks for another pass', () => {
    const later = now + 2 * 24 * 60 * minute
    const plan = makePlan({ table: 'contacts', after: cutShort() }, circumstances('contacts', { startedAt: later }))
    expect(plan.isResumed).toBe(true)
    expect(finished(detailOf(plan)).cursor).toBe(now - 15 * minute)
    expect(detailOf(plan).partitions[0]?.startingAfter).toBe('WzEsMiwzXQ==')
  })

  it.each([{ apiVersion: '2.17' }, { timezone: 'Pacific/Auckland' }, { timezone: null }])(
    'gives up the cursors of its partitions under %o',
    (changes) => {
      const plan = makePlan({ table: 'contacts', after: cutShort() }, circumstances('contacts', changes))
      expect(detailOf(plan).partitions[0]?.startingAfter).toBeNull()
    },
  )

  it('reads what changed since the cursor, to the second or earlier', () => {
    const after = finished(detailOf(makePlan({ table: 'contacts' }, circumstances('contacts'))))
    const plan = makePlan({ table: 'contacts', after }, circumstances('contacts', { startedAt: now + 60 * minute }))
    expect(plan.isResumed).toBe(false)
    expect(detailOf(plan)).toMatchObject({ kind: 'changes', from: Math.floor((now - 15 * minute) / 1000) })
    expect(plan.keep).toEqual({ column: 'updated_at', from: now - 15 * minute })
  })

  it('reads from the beginning of the second in which the cursor is', () => {
    const startedAt = now + 999
    const after = finished(detailOf(makePlan({ table: 'contacts' }, circumstances('contacts', { startedAt }))))
    expect(after.cursor).toBe(now + 999 - 15 * minute)
    const plan = makePlan({ table: 'contacts', after }, circumstances('contacts', { startedAt: now + 60 * minute }))
    expect(detailOf(plan)).toMatchObject({ from: (now - 15 * minute) / 1000 })
    expect(plan.keep?.from).toBe(now - 15 * minute)
  })

  it('reads from its own start less the lag when the stored cursor is in the future', () => {
    const after = finished(detailOf(makePlan({ table: 'contacts' }, circumstances('contacts'))))
    const earlier = now - 24 * 60 * minute
    const plan = makePlan({ table: 'contacts', after }, circumstances('contacts', { startedAt: earlier }))
    expect(detailOf(plan).from).toBe(Math.floor((earlier - 15 * minute) / 1000))
  })

  it('takes a checkpoint that it does not know for none', () => {
    const plan = makePlan({ table: 'contacts', after: { version: 99 } }, circumstances('contacts'))
    expect(detailOf(plan).kind).toBe('first')
  })

  it('of a table that cannot go on in the middle starts anew, and is not called resumed', () => {
    const detail = detailOf(makePlan({ table: 'companies' }, circumstances('companies')))
    const plan = makePlan({ table: 'companies', after: unfinished(detail) }, circumstances('companies'))
    expect(plan.isResumed).toBe(false)
  })
})
